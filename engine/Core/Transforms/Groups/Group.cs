using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>Adds each row to the group of its key, and emits groups at the end or as they change.</summary>
internal sealed class Group(GroupOptions options) : ITransform, IKeyedState, IDisposable
{
    private const byte Format = 1;

    // About; what a row's columns and origin take.
    private const int BytesPerRow = 200;

    private readonly HashSet<int> _changed = [];
    private GroupPlan _plan = null!;
    private GroupTable _groups = null!;
    private GroupEmitter _emitter = null!;
    private OrderedRows? _waiting;
    private RowsAhead _ahead = null!;
    private GroupOverflow? _overflow;
    private bool _hasLeft;

    public Schema? Bind(TransformBinding binding)
    {
        if (GroupBinder.Bind(options, binding) is not { } plan) return null;
        _plan = plan;
        _groups = new GroupTable(plan);
        _emitter = new GroupEmitter(plan, _groups);
        _ahead = new RowsAhead(plan.EventTime, plan.Tie);
        _waiting = plan.IsOrdered ? new OrderedRows(plan.Input, plan.EventTime, plan.Tie) : null;
        return plan.Output;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = Timed(batch, output);
        if (_waiting is null) AggregateNow(timed, output);
        else Wait(_waiting, timed, output);
        timed.Release();
        if (_waiting is null) EmitChanged(output);
    }

    public long OnWatermark(long watermark, Output output)
    {
        if (_waiting is not null) TakeUntil(watermark, _waiting, output);
        if (watermark == long.MaxValue) Leave(output);
        else if (options.Emit == GroupEmit.Complete) _emitter.Emit(All(), areFinal: false, output);
        return watermark;
    }

    /// <summary>For a stream without event time, and so without a last watermark.</summary>
    public void OnEnd(Output output) => Leave(output);

    public long StateBytes => _groups.StateBytes + (_waiting?.StateBytes(BytesPerRow) ?? 0) + ((long)_ahead.Count * BytesPerRow);

    /// <summary>Bytes of memory that the groups take, about.</summary>
    internal long MemoryBytes => _groups.MemoryBytes;

    public long? StateKeys => _groups.Keys.Count;

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_hasLeft);
        if (_waiting is not null)
        {
            _ahead.MoveTo(_waiting);
            _waiting.Save(state);
        }

        _groups.Save(state);
    }

    public void Restore(StateReader state)
    {
        ReadHead(state);
        _waiting?.Restore(state);
        _groups.Restore(state, share: null);
    }

    public void Restore(IReadOnlyList<StateReader> states, IKeyShare share)
    {
        foreach (var state in states) ReadHead(state);
        _waiting?.Restore(states, _plan.Key, share);
        foreach (var state in states) _groups.Restore(state, share);
    }

    public void Dispose() => _overflow?.Dispose();

    private void ReadHead(StateReader state)
    {
        state.ReadFormat(Format, "a group");
        _hasLeft = state.ReadBool();
    }

    private void AggregateNow(Batch batch, Output output)
    {
        Aggregate(batch, batch.Rows, output);
        CountHeld(output);
    }

    /// <summary>Of a batch the first rows.</summary>
    private void Aggregate(Batch batch, int rows, Output output)
    {
        if (_plan.Memory is { } memory)
        {
            if (_overflow is null && _groups.MemoryBytes > memory / 2)
            {
                _overflow = GroupOverflow.Of(_plan, _groups.Keys, All());
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }

            if (_overflow is not null)
            {
                var before = _overflow.Rows;
                var first = batch.Where([.. Enumerable.Range(0, rows)]);
                _groups.AddKnown(first, _overflow);
                first.Release();
                output.Account.Aggregated += rows - (_overflow.Rows - before);
                return;
            }
        }

        var groups = _groups.Add(batch, rows);
        output.Account.Aggregated += rows;
        if (options.Emit != GroupEmit.Update) return;
        foreach (var group in groups) _changed.Add(group);
    }

    private void Wait(OrderedRows waiting, Batch batch, Output output)
    {
        if (waiting.Count > 0 || !_ahead.TryAdd(batch, waiting.Watermark)) WaitInOrder(waiting, batch, output);
        CountHeld(output);
    }

    private void WaitInOrder(OrderedRows waiting, Batch batch, Output output)
    {
        _ahead.MoveTo(waiting);
        waiting.Add(batch, options.Late == GroupLate.Drop, output);
    }

    private void TakeUntil(long watermark, OrderedRows waiting, Output output)
    {
        while (_ahead.TryTake(watermark) is var (ahead, rows))
        {
            Aggregate(ahead, rows, output);
            ahead.Release();
        }

        waiting.MoveTo(watermark);
        while (waiting.TryTake() is { } batch)
        {
            Aggregate(batch, batch.Rows, output);
            batch.Release();
        }

        EmitChanged(output);
        CountHeld(output);
    }

    private void CountHeld(Output output) => output.Account.Held = (_waiting?.Count ?? 0) + _ahead.Count + (_overflow?.Rows ?? 0);

    private void EmitChanged(Output output)
    {
        if (options.Emit == GroupEmit.Update) _emitter.Emit(Sorted(_changed), areFinal: false, output);
        else if (options.Emit == GroupEmit.Complete && _plan.EventTime < 0) _emitter.Emit(All(), areFinal: false, output);
        _changed.Clear();
    }

    private void Leave(Output output)
    {
        if (_hasLeft) return;
        _hasLeft = true;
        if (_plan.Key.Count == 0) _groups.AddOnly();
        // What a stopped run emits is no more final than it was before: a run that goes on would add to it.
        if (_overflow is null) _emitter.Emit(All(), areFinal: !output.IsStopping, output);
        else new GroupDrain(_plan, _groups, _emitter, output).Run(_overflow, All());
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
