using System.Numerics;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Values;

/// <summary>
/// A set of numbered values for every cell. Up to three lie in the cell itself, which has 16 bytes; more in a table with open
/// addressing, the tables of all cells in one array: a million keys are no objects of their own, and are saved by copying.
/// </summary>
internal sealed class ValueSets
{
    private const int Inline = 3;

    private readonly TableRoom _room = new();
    private Cell[] _cells = [];
    private int[] _items = [];

    public void EnsureCapacity(int cells)
    {
        if (cells > _cells.Length) Array.Resize(ref _cells, Math.Max(cells, 2 * _cells.Length));
    }

    public int CountOf(int cell) => _cells[cell].Count;

    /// <summary>Asks for the cell that a row some rows further on will read.</summary>
    public void PrefetchAhead(ReadOnlySpan<int> cells, int row) => Prefetching.ItemAhead(_cells, cells, row);

    /// <returns>Whether the value was not in the set.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(int cell, int value)
    {
        ref var set = ref _cells[cell];
        if (set.Count > Inline) return AddToTable(ref set, value);
        if ((set.Count > 0 && set.First == value) || (set.Count > 1 && set.Second == value) || (set.Count > 2 && set.Third == value)) return false;
        return AddInline(ref set, value);
    }

    /// <summary>Empties a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="values">Gives up the values that were in it.</param>
    public void Clear(int cell, ValueIndex values)
    {
        ref var set = ref _cells[cell];
        if (set.Count > Inline)
        {
            foreach (var item in TableOf(set))
                if (item != 0) values.Release(item - 1);
            _room.Give(set.First, set.Room);
        }
        else
        {
            if (set.Count > 0) values.Release(set.First);
            if (set.Count > 1) values.Release(set.Second);
            if (set.Count > 2) values.Release(set.Third);
        }

        set = default;
    }

    public long StateBytes(int cells) => ((long)cells * Unsafe.SizeOf<Cell>()) + ((long)_room.Used * sizeof(int));

    public void Save(SlotRuns cells, StateWriter state)
    {
        foreach (var (first, count) in cells.Runs) state.WriteItems<Cell>(_cells.AsSpan(first, count));
        state.WriteArray<int>(_items.AsSpan(0, _room.Used));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="cells">For each cell saved, the one here; -1 to leave it out.</param>
    /// <param name="saved">The numbers of the values saved.</param>
    /// <param name="values">Told of the values that are held.</param>
    /// <param name="state">The state.</param>
    public void Restore(ReadOnlySpan<int> cells, ValueIndex.Saved saved, ValueIndex values, StateReader state)
    {
        state.Require(cells.Length, Unsafe.SizeOf<Cell>());
        var sets = new Cell[cells.Length];
        state.ReadItems<Cell>(sets);
        var items = state.ReadArray<int>();
        var now = new List<int>();
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] < 0 || sets[i].Count == 0) continue;
            StateReader.Check(_cells[cells[i]].Count == 0, "two keys have one set");
            now.Clear();
            foreach (var number in NumbersOf(sets[i], items)) now.Add(saved.Now(number));
            // In one order whatever table they come from, so that what is saved again is the same.
            if (now.Count > Inline) now.Sort();
            Fill(ref _cells[cells[i]], now);
            foreach (var number in now) values.Hold(number);
        }
    }

    private void Fill(ref Cell set, List<int> values)
    {
        if (values.Count <= Inline)
        {
            StateReader.Check(values.Distinct().Count() == values.Count, "a set has a value twice");
            foreach (var value in values) AddInline(ref set, value);
            return;
        }

        MakeTable(ref set, values.Count);
        set.Count = values.Count;
        for (var i = 0; i < values.Count; i++)
        {
            StateReader.Check(i == 0 || values[i] != values[i - 1], "a set has a value twice");
            Put(set, values[i]);
        }
    }

    private static List<int> NumbersOf(in Cell set, ReadOnlySpan<int> items)
    {
        StateReader.Check(set.Count >= 0, "a set has less than no values");
        if (set.Count <= Inline) return [.. new[] { set.First, set.Second, set.Third }.Take(set.Count)];
        StateReader.Check(BitOperations.IsPow2(set.Room) && set.Room > set.Count && set.First >= 0 && set.First <= items.Length - set.Room, "a set lies outside those of all");
        var numbers = new List<int>(set.Count);
        foreach (var item in items.Slice(set.First, set.Room))
            if (item != 0) numbers.Add(item - 1);
        StateReader.Check(numbers.Count == set.Count, "a set has not as many values as it says");
        return numbers;
    }

    private bool AddInline(ref Cell set, int value)
    {
        switch (set.Count)
        {
            case 0: set.First = value; break;
            case 1: set.Second = value; break;
            case 2: set.Third = value; break;
            default:
                var (first, second, third) = (set.First, set.Second, set.Third);
                MakeTable(ref set, Inline + 1);
                foreach (var item in (ReadOnlySpan<int>)[first, second, third, value]) Put(set, item);
                set.Count = Inline + 1;
                return true;
        }

        set.Count++;
        return true;
    }

    private bool AddToTable(ref Cell set, int value)
    {
        var table = TableOf(set);
        var mask = table.Length - 1;
        for (var slot = TableRoom.HomeOf(value, mask); ; slot = (slot + 1) & mask)
        {
            if (table[slot] == value + 1) return false;
            if (table[slot] != 0) continue;
            if (4 * (set.Count + 1) > 3 * set.Room)
            {
                Grow(ref set);
                Put(set, value);
            }
            else table[slot] = value + 1;
            set.Count++;
            return true;
        }
    }

    private void Grow(ref Cell set)
    {
        var (start, room) = (set.First, set.Room);
        MakeTable(ref set, room);
        for (var slot = start; slot < start + room; slot++)
            if (_items[slot] != 0) Put(set, _items[slot] - 1);
        _room.Give(start, room);
    }

    /// <summary>Gives a set an empty table with room for so many values.</summary>
    private void MakeTable(ref Cell set, int values)
    {
        var room = TableRoom.For(values);
        (set.First, set.Room) = (_room.Take(room, ref _items), room);
    }

    private void Put(in Cell set, int value)
    {
        var table = TableOf(set);
        var mask = table.Length - 1;
        var slot = TableRoom.HomeOf(value, mask);
        while (table[slot] != 0) slot = (slot + 1) & mask;
        table[slot] = value + 1;
    }

    private Span<int> TableOf(in Cell set) => _items.AsSpan(set.First, set.Room);

    /// <param name="Count">Values in the set.</param>
    /// <param name="First">A value, or where the table begins.</param>
    /// <param name="Second">A value, or the table's room.</param>
    /// <param name="Third">A value.</param>
    private record struct Cell(int Count, int First, int Second, int Third)
    {
        public int Room
        {
            readonly get => Second;
            set => Second = value;
        }
    }
}
