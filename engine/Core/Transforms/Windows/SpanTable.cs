namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Finds the window of a key and start: open addressing over the slab of windows.</summary>
internal sealed class SpanTable(WindowGroups groups)
{
    private int[] _table = new int[16];
    private int _count;

    /// <returns>-1 when there is none.</returns>
    public int Find(int key, long start)
    {
        var mask = _table.Length - 1;
        for (var slot = Home(key, start) & mask; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            ref var window = ref groups[_table[slot] - 1];
            if (window.Start == start && window.Key == key) return _table[slot] - 1;
        }

        return -1;
    }

    public void Add(int group)
    {
        if (++_count * 2 > _table.Length) Grow();
        Place(_table, group);
    }

    public void Remove(int group)
    {
        var mask = _table.Length - 1;
        var hole = HomeOf(group) & mask;
        while (_table[hole] != group + 1) hole = (hole + 1) & mask;
        // Closes the gap, so that probing needs no marks for removed windows.
        for (var slot = (hole + 1) & mask; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            var home = HomeOf(_table[slot] - 1) & mask;
            if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
            _table[hole] = _table[slot];
            hole = slot;
        }

        _table[hole] = 0;
        _count--;
    }

    private void Grow()
    {
        var larger = new int[2 * _table.Length];
        foreach (var entry in _table)
            if (entry != 0) Place(larger, entry - 1);
        _table = larger;
    }

    private void Place(int[] table, int group)
    {
        var mask = table.Length - 1;
        var slot = HomeOf(group) & mask;
        while (table[slot] != 0) slot = (slot + 1) & mask;
        table[slot] = group + 1;
    }

    private int HomeOf(int group) => Home(groups[group].Key, groups[group].Start);

    private static int Home(int key, long start) =>
        (int)((((ulong)start ^ ((ulong)(uint)key << 40) ^ (uint)key) * 0x9E3779B97F4A7C15) >> 33);
}
