using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>A history whose cells are structs in one array.</summary>
internal abstract class SlabHistory<TState> : KeyHistory where TState : unmanaged
{
    private TState[] _states = [];

    protected TState[] States => _states;

    public override void EnsureCapacity(int cells)
    {
        if (cells > _states.Length) Array.Resize(ref _states, Math.Max(cells, 2 * _states.Length));
    }

    public override void Clear(int cell) => _states[cell] = default;

    public override string Layout => $"{GetType().Name}:{Unsafe.SizeOf<TState>()}";

    public override long StateBytes(int cells) => (long)cells * Unsafe.SizeOf<TState>();

    public override void Save(SlotRuns cells, StateWriter state)
    {
        foreach (var (first, count) in cells.Runs) state.WriteItems<TState>(_states.AsSpan(first, count));
    }

    public override void Restore(ReadOnlySpan<int> cells, StateReader state)
    {
        for (int from = 0, to; from < cells.Length; from = to)
        {
            to = SlotRuns.EndOfRun(cells, from);
            if (cells[from] < 0) state.SkipItems<TState>(to - from);
            else state.ReadItems<TState>(_states.AsSpan(cells[from], to - from));
        }
    }
}
