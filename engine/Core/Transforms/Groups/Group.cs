using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>Adds each row to the group of its key, and emits groups at the end or as they change.</summary>
internal sealed class Group(GroupOptions options) : ITransform, IKeyedState
{
    private const byte Format = 1;

    private GroupPlan _plan = null!;
    private GroupTable _groups = null!;
    private GroupEmitter _emitter = null!;
    private bool _hasLeft;

    public Schema? Bind(TransformBinding binding)
    {
        if (GroupBinder.Bind(options, binding) is not { } plan) return null;
        _plan = plan;
        _groups = new GroupTable(plan);
        _emitter = new GroupEmitter(plan, _groups);
        return plan.Output;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = Timed(batch, output);
        var groups = _groups.Add(timed);
        output.Account.Aggregated += timed.Rows;
        timed.Release();
        if (options.Emit == GroupEmit.Update) _emitter.Emit(Sorted(groups.ToArray().Distinct()), areFinal: false, output);
        else if (options.Emit == GroupEmit.Complete && _plan.EventTime < 0) _emitter.Emit(All(), areFinal: false, output);
    }

    public long OnWatermark(long watermark, Output output)
    {
        if (watermark == long.MaxValue) Leave(output);
        else if (options.Emit == GroupEmit.Complete) _emitter.Emit(All(), areFinal: false, output);
        return watermark;
    }

    /// <summary>For a stream without event time, and so without a last watermark.</summary>
    public void OnEnd(Output output) => Leave(output);

    public long StateBytes => _groups.StateBytes;

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_hasLeft);
        _groups.Save(state);
    }

    public void Restore(StateReader state) => Restore(state, share: null);

    public void Restore(IReadOnlyList<StateReader> states, IKeyShare share)
    {
        foreach (var state in states) Restore(state, share);
    }

    private void Restore(StateReader state, IKeyShare? share)
    {
        state.ReadFormat(Format, "a group");
        _hasLeft = state.ReadBool();
        _groups.Restore(state, share);
    }

    private void Leave(Output output)
    {
        if (_hasLeft) return;
        _hasLeft = true;
        if (_plan.Key.Count == 0) _groups.AddOnly();
        // What a stopped run emits is no more final than it was before: a run that goes on would add to it.
        _emitter.Emit(All(), areFinal: !output.IsStopping, output);
    }

    private int[] All() => Sorted(Enumerable.Range(0, _groups.Keys.Slots).Where(_groups.Keys.IsUsed));

    private int[] Sorted(IEnumerable<int> groups)
    {
        int[] sorted = [.. groups];
        GroupOrdering.Sort(sorted, _groups.Keys);
        return sorted;
    }

    /// <summary>The rows that have an event time, held by the caller; the others are dead letters.</summary>
    private Batch Timed(Batch batch, Output output)
    {
        if (_plan.EventTime >= 0) return MissingTimes.Reject(batch, _plan.EventTime, output);
        batch.Retain();
        return batch;
    }
}
