namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Tumbling and hopping windows. With a lateness above 0 windows that have left are kept so long for updates.</summary>
internal sealed class SpanAssigner(WindowGroups groups, Spans spans, long lateness) : WindowAssigner(groups)
{
    private readonly SpanTable _table = new(groups);
    private readonly FiringQueue _queue = new(groups);
    private long _earliestOpen = long.MinValue;
    private long _watermark = long.MinValue;

    public override int Passes => spans.Overlap;

    public override void Begin(WindowRows rows)
    {
        var times = rows.Times;
        var slots = rows.Slots;
        for (var row = 0; row < times.Length; row++)
            if (times[row] < _earliestOpen && slots[row] >= 0 && spans.LatestStart(times[row]) < _earliestOpen) rows.SetLate(row);
        rows.NumberKeys(Groups.Keys);
    }

    public override void Assign(WindowRows rows, int pass, TouchedWindows touched)
    {
        var times = rows.Times;
        var slots = rows.Slots;
        var keys = rows.Keys;
        var cells = rows.Cells;
        var (key, run) = (-1, default(Run));
        for (var row = 0; row < times.Length; row++)
        {
            var slot = slots[row];
            // Rows come nearly in order: most go where the one before them went.
            if (slot >= 0 && (keys[row] != key || times[row] < run.From || times[row] >= run.To))
                run = Locate(key = keys[row], times[row], pass, touched);
            cells[row] = slot < 0 || run.FirstCell < 0 ? -1 : run.FirstCell + slot;
        }
    }

    public override void Fire(long watermark, List<int> due)
    {
        _watermark = watermark;
        _earliestOpen = spans.EarliestOpen(watermark, lateness);
        while (_queue.TryTake(watermark, out var group, out _)) due.Add(group);
    }

    public override void Left(int group, long watermark)
    {
        ref var window = ref Groups[group];
        window.HasFired = true;
        var last = Spans.Add(window.End, lateness);
        if (last > watermark)
        {
            _queue.Add(group, last);
            return;
        }

        _table.Remove(group);
        Groups.Close(group);
    }

    public override long Hold(long watermark) => _earliestOpen;

    public override void Adopt(int group)
    {
        _table.Add(group);
        _queue.Add(group, Groups[group].HasFired ? Spans.Add(Groups[group].End, lateness) : Groups[group].End);
    }

    /// <summary>Finds or opens the window that began so many steps before the latest one of a time.</summary>
    private Run Locate(int key, long time, int pass, TouchedWindows touched)
    {
        var latest = spans.LatestStart(time);
        var next = spans.NextStart(time);
        var start = Spans.Subtract(latest, pass * spans.Every);
        var end = spans.EndOf(start);
        if (start < _earliestOpen || (pass > 0 && start == long.MinValue)) return new Run(latest, next, -1);
        if (pass > 0 && time >= end) return new Run(end, next, -1);

        var group = _table.Find(key, start);
        if (group < 0) group = Open(key, start, end);
        touched.Add(group, Groups[group].HasFired);
        return new Run(latest, pass == 0 ? next : Math.Min(next, end), group * Groups.Width);
    }

    /// <summary>A window may be opened by an update after its end; it then leaves at once.</summary>
    private int Open(int key, long start, long end)
    {
        var group = Groups.Open(key, start, end);
        Groups[group].HasFired = end <= _watermark;
        Adopt(group);
        return group;
    }

    /// <summary>The times that share a window, and its first cell; -1 where they have none.</summary>
    private readonly record struct Run(long From, long To, int FirstCell);
}
