using System.Numerics;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Values;

/// <summary>
/// For every cell, how often it has seen each numbered value: a table with open addressing, of all cells in one array, an
/// item the number and one, the next the count.
/// </summary>
internal sealed class ValueCounts
{
    private readonly TableRoom _room = new();
    private Cell[] _cells = [];
    private int[] _items = [];

    public void EnsureCapacity(int cells)
    {
        if (cells > _cells.Length) Array.Resize(ref _cells, Math.Max(cells, 2 * _cells.Length));
    }

    /// <summary>Values seen in all.</summary>
    public long TotalOf(int cell) => _cells[cell].Total;

    public long CountOf(int cell, int value)
    {
        ref var counts = ref _cells[cell];
        return counts.Different == 0 ? 0 : (uint)_items[PlaceOf(counts, value) + 1];
    }

    /// <returns>Whether the value was new to the cell.</returns>
    public bool Add(int cell, int value)
    {
        ref var counts = ref _cells[cell];
        if (counts.Different == 0) MakeTable(ref counts, 1);
        counts.Total++;
        var place = PlaceOf(counts, value);
        if (_items[place] != 0)
        {
            _items[place + 1] = checked((int)((uint)_items[place + 1] + 1));
            return false;
        }

        if (TableRoom.For(counts.Different + 1) > counts.Room / 2)
        {
            Grow(ref counts);
            place = PlaceOf(counts, value);
        }

        (_items[place], _items[place + 1]) = (value + 1, 1);
        counts.Different++;
        return true;
    }

    /// <summary>Empties a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="values">Gives up the values that were in it.</param>
    public void Clear(int cell, ValueIndex values)
    {
        ref var counts = ref _cells[cell];
        if (counts.Different == 0) return;
        for (var place = counts.Start; place < counts.Start + counts.Room; place += 2)
            if (_items[place] != 0) values.Release(_items[place] - 1);
        _room.Give(counts.Start, counts.Room);
        counts = default;
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
        var all = new Cell[cells.Length];
        state.ReadItems<Cell>(all);
        var items = state.ReadArray<int>();
        var now = new List<(int Value, int Count)>();
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] < 0 || all[i].Different == 0) continue;
            StateReader.Check(_cells[cells[i]].Different == 0, "two keys have one table of counts");
            Read(all[i], items, saved, now);
            // In one order whatever table they come from, so that what is saved again is the same.
            now.Sort();
            Fill(ref _cells[cells[i]], now, all[i].Total);
            foreach (var (value, _) in now) values.Hold(value);
        }
    }

    private static void Read(in Cell counts, ReadOnlySpan<int> items, ValueIndex.Saved saved, List<(int, int)> now)
    {
        var isTable = BitOperations.IsPow2(counts.Room) && counts.Different > 0 && counts.Different < counts.Room / 2;
        StateReader.Check(isTable && counts.Start >= 0 && counts.Start <= items.Length - counts.Room, "counts lie outside those of all");
        now.Clear();
        for (var place = counts.Start; place < counts.Start + counts.Room; place += 2)
            if (items[place] != 0) now.Add((saved.Now(items[place] - 1), items[place + 1]));
        StateReader.Check(now.Count == counts.Different, "a key has not as many different values as it says");
    }

    private void Fill(ref Cell counts, List<(int Value, int Count)> values, long total)
    {
        MakeTable(ref counts, values.Count);
        (counts.Different, counts.Total) = (values.Count, total);
        foreach (var (value, count) in values)
        {
            var place = PlaceOf(counts, value);
            StateReader.Check(_items[place] == 0, "a value is counted twice");
            (_items[place], _items[place + 1]) = (value + 1, count);
        }
    }

    private void MakeTable(ref Cell counts, int values)
    {
        var room = 2 * TableRoom.For(values);
        (counts.Start, counts.Room) = (_room.Take(room, ref _items), room);
    }

    private void Grow(ref Cell counts)
    {
        var (start, room) = (counts.Start, counts.Room);
        MakeTable(ref counts, counts.Different + 1);
        for (var from = start; from < start + room; from += 2)
        {
            if (_items[from] == 0) continue;
            var place = PlaceOf(counts, _items[from] - 1);
            (_items[place], _items[place + 1]) = (_items[from], _items[from + 1]);
        }

        _room.Give(start, room);
    }

    /// <summary>Where the value's number stands, or would.</summary>
    private int PlaceOf(in Cell counts, int value)
    {
        var mask = counts.Room / 2 - 1;
        var slot = TableRoom.HomeOf(value, mask);
        while (_items[counts.Start + 2 * slot] is not 0 and var item && item != value + 1) slot = (slot + 1) & mask;
        return counts.Start + 2 * slot;
    }

    /// <param name="Total">Values seen.</param>
    /// <param name="Different">Different ones.</param>
    /// <param name="Start">Where the table begins.</param>
    /// <param name="Room">Its length; two places a value.</param>
    private record struct Cell(long Total, int Different, int Start, int Room);
}
