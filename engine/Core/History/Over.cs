using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.History;

/// <summary>Sends each row on with what is known of its key, in order of arrival or of event time.</summary>
internal sealed class Over(OverOptions options) : ITransform, IKeyedState
{
    private const byte Format = 2;
    private const int BytesPerColumn = 16;

    private OverPlan _plan = null!;
    private OverKeys _keys = null!;
    private OrderedRows? _ordered;
    private long _overflows;

    public Schema? Bind(TransformBinding binding)
    {
        if (OverBinder.Bind(options, binding) is not { } plan) return null;
        _plan = plan;
        _keys = new OverKeys(plan);
        if (options.Order == OverOrder.EventTime) _ordered = new OrderedRows(plan.Input, plan.EventTime, plan.Tie);
        var output = plan.Output;
        return new Schema(output.Fields) { EventTime = output.EventTime, Identity = output.Identity, IsUpdating = output.IsUpdating, RememberedFor = Schema.Shorter(options.Ttl, output.RememberedFor) };
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = Timed(batch, output);
        if (_ordered is null) Answer(timed, output);
        else Hold(timed, _ordered, output);
        timed.Release();
    }

    public long OnWatermark(long watermark, Output output)
    {
        if (_ordered is not null)
        {
            _ordered.MoveTo(watermark);
            while (_ordered.TryTake() is { } batch)
            {
                Answer(batch, output);
                batch.Release();
            }

            output.Account.Held = _ordered.Count;
        }

        _keys.OnWatermark(watermark);
        CountForgotten(output.Account);
        return watermark;
    }

    public long StateBytes => _keys.StateBytes + (_ordered?.StateBytes(BytesPerColumn * _plan.Input.Count) ?? 0);

    public long? StateKeys => _keys.Count;

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        _ordered?.Save(state);
        _keys.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "an over");
        _ordered?.Restore(state);
        _keys.Restore(state, share: null);
    }

    public void Restore(IReadOnlyList<StateReader> states, IKeyShare share)
    {
        foreach (var state in states) state.ReadFormat(Format, "an over");
        _ordered?.Restore(states, _plan.Key, share);
        foreach (var state in states) _keys.Restore(state, share);
    }

    /// <summary>The rows that have an event time, held by the caller; the others are dead letters.</summary>
    private Batch Timed(Batch batch, Output output)
    {
        if (_plan.EventTime >= 0) return MissingTimes.Reject(batch, _plan.EventTime, output);
        batch.Retain();
        return batch;
    }

    private void Hold(Batch batch, OrderedRows ordered, Output output)
    {
        ordered.Add(batch, options.Late == OverLate.Drop, output);
        output.Account.Held = ordered.Count;
    }

    private void Answer(Batch batch, Output output)
    {
        if (batch.Rows == 0) return;
        _keys.Answer(batch, output);
        output.Account.Passed += batch.Rows;
        var overflows = _keys.Overflows;
        output.Account.Overflows += overflows - _overflows;
        _overflows = overflows;
        CountForgotten(output.Account);
    }

    private void CountForgotten(Account account)
    {
        if (_keys.TakeEvicted() is > 0 and var evicted) account.Figures.Count("keys_evicted", "keys evicted for others, the longest unseen").Value += evicted;
        if (_keys.TakeExpired() is > 0 and var expired) account.Figures.Count("keys_expired", "keys forgotten after their ttl").Value += expired;
    }
}
