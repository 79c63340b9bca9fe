using System.Runtime.CompilerServices;
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
    private int _used;
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
        _used++;
        return group;
    }

    /// <summary>Forgets a window, and its key with the last one.</summary>
    public void Close(int group)
    {
        Clear(group);
        var key = _groups[group].Key;
        _groups[group].IsUsed = false;
        _used--;
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

    public long StateBytes => keys.StateBytes + ((long)_slots * (Unsafe.SizeOf<WindowGroup>() + (width * aggregates.BytesPerCell)));

    public void Save(StateWriter state)
    {
        keys.Save(state);
        var saved = SlotRuns.Of(_slots, _used, group => _groups[group].IsUsed);
        saved.Save(state);
        foreach (var (first, count) in saved.Runs) state.WriteItems<WindowGroup>(_groups.AsSpan(first, count));
        aggregates.Save(saved, width, state);
    }

    /// <summary>
    /// Adds the windows that were saved, under new numbers. With a share, only those of its keys, and further calls may add
    /// what other instances saved.
    /// </summary>
    public void Restore(StateReader state, IKeyShare? share, Action<int> adopt)
    {
        var savedKeys = share is null ? keys : keys.Empty();
        var savedNumbers = savedKeys.RestoreRuns(state);
        var newKeys = NewKeys(savedKeys, share);
        var saved = new WindowGroup[SlotRuns.Restore(state, Unsafe.SizeOf<WindowGroup>()).Saved];
        state.ReadItems<WindowGroup>(saved);
        var numbers = new int[saved.Length];
        for (var i = 0; i < saved.Length; i++)
        {
            var key = saved[i].IsUsed ? savedNumbers.PlaceOf(saved[i].Key) : -1;
            StateReader.Check(!saved[i].IsUsed || (key >= 0 && savedKeys.IsUsed(key)), "a window has no key");
            numbers[i] = key >= 0 && newKeys[key] >= 0 ? Add(saved[i], newKeys[key]) : -1;
        }

        aggregates.Restore(numbers, width, state);
        foreach (var group in numbers)
            if (group >= 0) adopt(group);
    }

    /// <summary>The number here of each key saved; -1 for those of other shares.</summary>
    private int[] NewKeys(KeyIndex saved, IKeyShare? share)
    {
        var numbers = new int[saved.Slots];
        var isOwn = share is null ? null : saved.Of(share);
        for (var key = 0; key < numbers.Length; key++)
            numbers[key] = isOwn is null ? key : isOwn[key] ? keys.GetOrAdd(saved.Key(key), out _) : -1;
        return numbers;
    }

    private int Add(in WindowGroup saved, int key)
    {
        var group = Open(key, saved.Start, saved.End);
        ref var window = ref _groups[group];
        (window.Rows, window.Revision, window.HasFired) = (saved.Rows, saved.Revision, saved.HasFired);
        return group;
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
