using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>All windows held, in a slab; each has as many cells next to one another as there are pivot values, or one.</summary>
internal sealed class WindowGroups(KeyIndex keys, AggregateSet aggregates, int width)
{
    private WindowGroup[] _groups = [];
    private int[] _groupsOfKey = [];
    private int _slots;
    private int _firstFree = -1;

    public ref WindowGroup this[int group] => ref _groups[group];

    public KeyIndex Keys => keys;

    public AggregateSet Aggregates => aggregates;

    /// <summary>Cells a window has.</summary>
    public int Width => width;

    public int Open(int key, long start, long end)
    {
        var group = _firstFree;
        if (group >= 0) _firstFree = _groups[group].Next;
        else group = AddSlot();
        var serial = _groups[group].Serial;
        _groups[group] = new WindowGroup { Key = key, Start = start, End = end, Serial = serial, Next = -1, IsUsed = true };
        if (key >= _groupsOfKey.Length) Array.Resize(ref _groupsOfKey, Math.Max(keys.Slots, 2 * _groupsOfKey.Length));
        _groupsOfKey[key]++;
        return group;
    }

    /// <summary>Forgets a window, and its key with the last one.</summary>
    public void Close(int group)
    {
        Clear(group);
        var key = _groups[group].Key;
        _groups[group].IsUsed = false;
        _groups[group].Serial++;
        _groups[group].Next = _firstFree;
        _firstFree = group;
        if (--_groupsOfKey[key] == 0) keys.Remove(key);
    }

    public void Clear(int group)
    {
        for (var cell = group * width; cell < (group + 1) * width; cell++) aggregates.Clear(cell);
    }

    public void Merge(int into, int from)
    {
        for (var slot = 0; slot < width; slot++) aggregates.Merge(into * width + slot, from * width + slot);
    }

    /// <summary>Forgets a key that no window has: one all whose rows were late.</summary>
    public void RemoveUnused(int key)
    {
        if (keys.IsUsed(key) && (key >= _groupsOfKey.Length || _groupsOfKey[key] == 0)) keys.Remove(key);
    }

    public int CompareKeys(int left, int right) => keys.Compare(_groups[left].Key, _groups[right].Key);

    public void Save(StateWriter state)
    {
        keys.Save(state);
        state.Write(_groups.Count(group => group.IsUsed));
        for (var group = 0; group < _slots; group++)
        {
            if (!_groups[group].IsUsed) continue;
            state.WriteArray<WindowGroup>([_groups[group]]);
            for (var cell = group * width; cell < (group + 1) * width; cell++) aggregates.Save(cell, state);
        }
    }

    /// <summary>Windows get new numbers, from 0 on.</summary>
    /// <returns>How many there are.</returns>
    public int Restore(StateReader state)
    {
        keys.Restore(state);
        var count = state.ReadInt();
        for (var i = 0; i < count; i++)
        {
            var saved = state.ReadArray<WindowGroup>()[0];
            var group = Open(saved.Key, saved.Start, saved.End);
            _groups[group] = saved with { Serial = 0, Next = -1 };
            for (var cell = group * width; cell < (group + 1) * width; cell++) aggregates.Restore(cell, state);
        }

        return count;
    }

    /// <summary>Adds the windows that another instance saved and whose keys belong to a share; further calls add further ones.</summary>
    public void Add(StateReader state, KeyIndex saved, IKeyShare share, Action<int> adopt)
    {
        saved.Restore(state);
        var isOwn = saved.Of(share);
        for (var left = state.ReadInt(); left > 0; left--)
        {
            var window = state.ReadArray<WindowGroup>()[0];
            var key = keys.GetOrAdd(saved.Key(window.Key), out _);
            var group = Open(key, window.Start, window.End);
            _groups[group] = window with { Key = key, Serial = _groups[group].Serial, Next = -1 };
            for (var cell = group * width; cell < (group + 1) * width; cell++) aggregates.Restore(cell, state);
            if (isOwn[window.Key]) adopt(group);
            else Close(group);
        }
    }

    private int AddSlot()
    {
        if (_slots == _groups.Length)
        {
            Array.Resize(ref _groups, Math.Max(16, 2 * _slots));
            aggregates.EnsureCapacity(checked(_groups.Length * width));
        }

        return _slots++;
    }
}
