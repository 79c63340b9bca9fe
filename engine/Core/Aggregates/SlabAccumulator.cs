using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>An accumulator whose cells are structs in one array; several results may be read from one array.</summary>
internal abstract class SlabAccumulator<TState>(Result<TState> result, Overflow<TState>? overflow = null) : Accumulator, IMergesCopies where TState : unmanaged, IMergeable<TState>
{
    private Slab _slab = new();
    private long _overflows;

    public override long Overflows => _overflows;

    protected TState[] States => _slab.Items;

    public override bool TryShare(Accumulator fed)
    {
        if (fed.GetType() != GetType()) return false;
        _slab = ((SlabAccumulator<TState>)fed)._slab;
        return true;
    }

    public override void EnsureCapacity(int cells)
    {
        if (cells > _slab.Items.Length) Array.Resize(ref _slab.Items, Math.Max(cells, 2 * _slab.Items.Length));
    }

    public override void Merge(int into, int from) => States[into].Merge(in States[from]);

    public override bool KeepsMerged => true;

    public override void Emit(int cell, ColumnBuilder output) => Append(in States[cell], output);

    protected void Append(in TState state, ColumnBuilder output)
    {
        if (overflow is not null && overflow(in state)) _overflows++;
        result(in state, output);
    }

    public override void Clear(int cell) => States[cell] = default;

    public override string Layout => $"{typeof(TState).Name}:{Unsafe.SizeOf<TState>()}";

    public override int BytesPerCell => Unsafe.SizeOf<TState>();

    public override void Save(int first, int count, StateWriter state) => state.WriteItems<TState>(States.AsSpan(first, count));

    public override void Restore(int first, int count, StateReader state) => state.ReadItems(States.AsSpan(first, count));

    public override void Skip(int count, StateReader state) => state.SkipItems<TState>(count);

    // A class of its own, so that an accumulator that shares it sees the array after it has grown.
    private sealed class Slab
    {
        public TState[] Items = [];
    }
}
