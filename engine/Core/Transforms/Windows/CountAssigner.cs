namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Windows of so many rows of a key, in order of arrival. Their bounds are the least and greatest event time in them.</summary>
internal sealed class CountAssigner(WindowGroups groups, int size) : WindowAssigner(groups)
{
    private int[] _openOfKey = [];

    public override void Assign(WindowRows rows, int pass, TouchedWindows touched)
    {
        var times = rows.Times;
        var slots = rows.Slots;
        var cells = rows.Cells;
        Reserve();
        for (var row = 0; row < slots.Length; row++)
        {
            cells[row] = -1;
            if (slots[row] < 0) continue;
            var group = OpenOf(rows.Keys[row]);
            cells[row] = group * Groups.Width + slots[row];
            if (!times.IsEmpty) Stretch(ref Groups[group], times[row]);
            touched.Add(group, isDue: false);
            if (++Groups[group].Rows == size) Complete(group, touched);
        }
    }

    /// <summary>What the end of the input cuts short.</summary>
    public override void Fire(long watermark, List<int> due)
    {
        if (watermark != long.MaxValue) return;
        foreach (var group in _openOfKey)
            if (group > 0) due.Add(group - 1);
        Array.Clear(_openOfKey);
    }

    public override void Left(int group, long watermark) => Groups.Close(group);

    public override long Hold(long watermark) => watermark;

    public override void Adopt(int group)
    {
        Reserve();
        _openOfKey[Groups[group].Key] = group + 1;
    }

    private void Complete(int group, TouchedWindows touched)
    {
        touched.Remove(group);
        Completed.Add(group);
        _openOfKey[Groups[group].Key] = 0;
    }

    private int OpenOf(int key)
    {
        if (_openOfKey[key] > 0) return _openOfKey[key] - 1;
        var group = Groups.Open(key, long.MaxValue, long.MinValue);
        _openOfKey[key] = group + 1;
        return group;
    }

    private static void Stretch(ref WindowGroup window, long time)
    {
        window.Start = Math.Min(window.Start, time);
        window.End = Math.Max(window.End, time);
    }

    private void Reserve()
    {
        if (Groups.Keys.Slots > _openOfKey.Length) Array.Resize(ref _openOfKey, Math.Max(Groups.Keys.Slots, 2 * _openOfKey.Length));
    }
}
