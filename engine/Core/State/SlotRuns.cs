using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// The slots of a slab that are saved, as runs. All of them as a rule: copying unused ones along is cheaper than picking
/// the used. Only where very few are used, as after a burst of keys, these alone: they come back under other numbers.
/// </summary>
internal sealed class SlotRuns
{
    // Used and unused slots interleave once keys have come and gone: picking costs 20 ns a run, copying 5 ns a slot.
    private const int SlotsForOneUsed = 8;

    private readonly List<SlotRun> _runs = [];
    private readonly List<int> _placeOfRun = [];

    /// <summary>One more than the largest slot.</summary>
    public int Slots { get; private init; }

    /// <summary>How many are saved.</summary>
    public int Saved { get; private set; }

    /// <summary>Ascending, and apart from one another.</summary>
    public IReadOnlyList<SlotRun> Runs => _runs;

    /// <param name="slots">Length of the slab.</param>
    /// <param name="used">How many of them are used.</param>
    /// <param name="isUsed">Which.</param>
    public static SlotRuns Of(int slots, int used, Func<int, bool> isUsed)
    {
        var saved = new SlotRuns { Slots = slots };
        if ((long)used * SlotsForOneUsed >= slots) saved.Add(0, slots);
        else
            for (var slot = 0; slot < slots; slot++)
                if (isUsed(slot)) saved.Add(slot, 1);
        return saved;
    }

    public void Save(StateWriter state)
    {
        state.Write(Slots);
        state.Write(_runs.Count);
        foreach (var run in _runs)
        {
            state.Write(run.First);
            state.Write(run.Count);
        }
    }

    /// <summary>The place among those saved, which is the number of what comes back; -1 for a slot that was not saved.</summary>
    public int PlaceOf(int slot)
    {
        var (from, to) = (0, _runs.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (slot < _runs[middle].First + _runs[middle].Count) to = middle;
            else from = middle + 1;
        }

        return from < _runs.Count && slot >= _runs[from].First ? _placeOfRun[from] + slot - _runs[from].First : -1;
    }

    /// <param name="state">What <see cref="Save"/> wrote.</param>
    /// <param name="bytesEach">What follows for each slot, at least.</param>
    public static SlotRuns Restore(StateReader state, int bytesEach)
    {
        var saved = new SlotRuns { Slots = state.ReadInt() };
        StateReader.Check(saved.Slots >= 0, "a slab has a negative length");
        for (var left = state.ReadCount(2 * sizeof(int)); left > 0; left--)
        {
            var (first, count) = (state.ReadInt(), state.ReadInt());
            var free = saved._runs.Count == 0 ? 0 : saved._runs[^1].First + saved._runs[^1].Count;
            StateReader.Check(first >= free && count > 0 && count <= saved.Slots - first, "a run of slots lies outside its slab");
            saved._placeOfRun.Add(saved.Saved);
            saved._runs.Add(new SlotRun(first, count));
            saved.Saved += count;
        }

        state.Require(saved.Saved, bytesEach);
        return saved;
    }

    /// <summary>Where slots next to one another end, or those left out (-1): they are read at once.</summary>
    public static int EndOfRun(ReadOnlySpan<int> slots, int from)
    {
        var step = slots[from] < 0 ? 0 : 1;
        var to = from + 1;
        while (to < slots.Length && slots[to] == slots[to - 1] + step) to++;
        return to;
    }

    private void Add(int first, int count)
    {
        if (count == 0) return;
        var isNext = _runs.Count > 0 && _runs[^1].First + _runs[^1].Count == first;
        if (isNext) _runs[^1] = _runs[^1] with { Count = _runs[^1].Count + count };
        else
        {
            _placeOfRun.Add(Saved);
            _runs.Add(new SlotRun(first, count));
        }

        Saved += count;
    }
}

/// <summary>Slots next to one another.</summary>
internal readonly record struct SlotRun(int First, int Count);
