using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Sequences;

/// <summary>Makes a row of each match; see <see cref="SequenceOptions"/>.</summary>
internal sealed class Sequence(SequenceOptions options) : ITransform, IKeyedState
{
    private const byte Format = 1;
    private const int BytesPerColumn = 16;

    private Schema _input = null!;
    private int[] _key = [];
    private int _time;
    private Sequencer _sequencer = null!;
    private MatchRows _matches = null!;
    private OrderedRows? _ordered;
    private (long Expired, long Evicted) _counted;
    private long _notAfterFor;

    public Schema? Bind(TransformBinding binding)
    {
        _input = binding.Input;
        var isSound = SequenceChecks.Check(options, binding);
        _key = [.. options.Key.Select((name, i) => binding.RequireColumn($"key[{i}]", name, _input, KeyEncoder.Fits, "a single value, not a list"))];
        int[] tie = [.. options.Tie.Select((name, i) => binding.RequireColumn($"tie[{i}]", name, _input, KeyEncoder.Fits, "a single value, not a list"))];
        var binder = new SequenceBinder(binding, "");
        var pattern = binder.Bind(options.Steps, options.Within, options.After, options.PartialMatches, options.Order == SequenceOrder.EventTime);
        if (!isSound || pattern is null || _key.Contains(-1) || tie.Contains(-1)) return null;
        if (MatchRows.Bind(options, binding, binder.MatchColumns, pattern) is not { } matches) return null;

        (_matches, _time, _notAfterFor) = (matches, _input.IndexOf(_input.EventTime!), pattern.NotAfterFor);
        _sequencer = new Sequencer(pattern, _input, _key, _matches.Add);
        if (options.Order == SequenceOrder.EventTime) _ordered = new OrderedRows(_input, _time, tie);
        SequenceChecks.Describe(options, binding, pattern);
        if (_key.Length > 0) binding.KeyedBy(options.Key, _ordered is null ? [] : ["match_end", .. options.Key]);
        return _matches.Schema;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = MissingTimes.Reject(batch, _time, output);
        if (_ordered is null) Take(timed, output);
        else Hold(timed, _ordered, output);
        timed.Release();
        Send(output);
    }

    public long OnWatermark(long watermark, Output output)
    {
        if (_ordered is not null)
        {
            _ordered.MoveTo(watermark);
            while (_ordered.TryTake() is { } batch)
            {
                Take(batch, output);
                batch.Release();
            }

            output.Account.Held = _ordered.Count;
        }

        // That a run is stopped does not mean that a row stays away.
        if (!output.IsStopping || watermark != long.MaxValue) _sequencer.OnWatermark(watermark);
        Send(output);
        // A match that waits for an absence ends so long before it is decided.
        return watermark == long.MaxValue ? watermark : Saturating.Subtract(watermark, _notAfterFor);
    }

    public long StateBytes => _sequencer.StateBytes + (_ordered?.StateBytes(BytesPerColumn * _input.Count) ?? 0);

    public long? StateKeys => _sequencer.Keys;

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        _ordered?.Save(state);
        _sequencer.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "a sequence");
        _ordered?.Restore(state);
        _sequencer.Restore(state, share: null);
    }

    public void Restore(IReadOnlyList<StateReader> states, IKeyShare share)
    {
        foreach (var state in states) state.ReadFormat(Format, "a sequence");
        _ordered?.Restore(states, _key, share);
        foreach (var state in states) _sequencer.Restore(state, share);
    }

    private void Take(Batch batch, Output output)
    {
        if (batch.Rows == 0) return;
        _sequencer.Take(batch);
        output.Account.Aggregated += batch.Rows;
    }

    private void Hold(Batch batch, OrderedRows ordered, Output output)
    {
        ordered.Add(batch, options.Late == SequenceLate.Drop, output);
        output.Account.Held = ordered.Count;
    }

    private void Send(Output output)
    {
        if (_matches.TryTake() is { } matches)
        {
            output.Account.Made += matches.Rows;
            output.Emit(matches);
        }

        Count(output.Account, "partial_matches_expired", "partial matches given up because within had passed", _sequencer.Expired, ref _counted.Expired);
        Count(output.Account, "partial_matches_evicted", "partial matches given up because their key had too many", _sequencer.Evicted, ref _counted.Evicted);
    }

    private static void Count(Account account, string name, string meaning, long total, ref long counted)
    {
        if (total == counted) return;
        account.Figures.Count(name, meaning).Value += total - counted;
        counted = total;
    }
}
