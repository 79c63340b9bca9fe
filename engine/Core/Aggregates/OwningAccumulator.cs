using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>An accumulator whose cells grow with their values, or own more than numbers; nulls are left out.</summary>
internal sealed class OwningAccumulator<TState>(Result<TState> result, Overflow<TState>? overflow = null) : Accumulator where TState : struct, IOwningState<TState>
{
    private Slab _slab = new();
    private long _overflows;

    public override long Overflows => _overflows;

    public override bool TryShare(Accumulator fed)
    {
        if (fed is not OwningAccumulator<TState> same) return false;
        _slab = same._slab;
        return true;
    }

    public override void EnsureCapacity(int cells)
    {
        if (cells > _slab.Items.Length) Array.Resize(ref _slab.Items, Math.Max(cells, 2 * _slab.Items.Length));
    }

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = _slab.Items;
        var column = input.Arguments[0];
        var times = input.EventTimes;
        var owned = 0L;
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] < 0 || column.IsNull(row)) continue;
            ref var state = ref states[cells[row]];
            owned -= state.OwnedBytes;
            state.Add(column, row, times.IsEmpty ? 0 : times[row]);
            owned += state.OwnedBytes;
        }

        _slab.Owned += owned;
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var column = input.Arguments[0];
        if (column.IsNull(row)) return;
        ref var state = ref _slab.Items[cell];
        var before = state.OwnedBytes;
        state.Add(column, row, input.EventTimes.IsEmpty ? 0 : input.EventTimes[row]);
        _slab.Owned += state.OwnedBytes - before;
    }

    public override void Merge(int into, int from)
    {
        ref var state = ref _slab.Items[into];
        var before = state.OwnedBytes;
        state.Merge(in _slab.Items[from]);
        _slab.Owned += state.OwnedBytes - before;
    }

    public override bool KeepsMerged => TState.KeepsMerged;

    public override void Emit(int cell, ColumnBuilder output)
    {
        if (overflow is not null && overflow(in _slab.Items[cell])) _overflows++;
        result(in _slab.Items[cell], output);
    }

    public override void Clear(int cell)
    {
        _slab.Owned -= _slab.Items[cell].OwnedBytes;
        _slab.Items[cell].Clear();
        _slab.Items[cell] = default;
    }

    public override string Layout => typeof(TState).Name;

    public override int BytesPerCell => sizeof(int);

    public override long HeldBytes => (_slab.Items.Length * (long)Unsafe.SizeOf<TState>()) + _slab.Owned;

    public override void Save(int first, int count, StateWriter state)
    {
        var gathered = state.Gather();
        foreach (ref var cell in _slab.Items.AsSpan(first, count)) cell.Save(ref gathered);
        gathered.Dispose();
    }

    public override void Restore(int first, int count, StateReader state)
    {
        foreach (ref var cell in _slab.Items.AsSpan(first, count))
        {
            cell.Restore(state);
            _slab.Owned += cell.OwnedBytes;
        }
    }

    public override void Skip(int count, StateReader state)
    {
        for (; count > 0; count--)
        {
            var cell = default(TState);
            cell.Restore(state);
            cell.Clear();
        }
    }

    // A class of its own, so that an accumulator that shares it sees the array after it has grown.
    private sealed class Slab
    {
        public TState[] Items = [];

        public long Owned;
    }
}
