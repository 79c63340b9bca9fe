using System.Runtime.CompilerServices;
namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Tumbling and hopping windows. With a lateness above 0 windows that have left are kept so long for updates.</summary>
internal sealed class SpanAssigner(WindowGroups groups, Spans spans, long lateness) : WindowAssigner(groups)
{
    private const int None = -1;
    private const int Late = -2;

    private readonly SpanTable _table = new(groups);
    private readonly FiringQueue _queue = new(groups);
    private long _earliestOpen = long.MinValue;
    private long _watermark = long.MinValue;

    public override int Passes => spans.Overlap;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // as in ValueAccumulator
    public override void Assign(WindowRows rows, int pass, TouchedWindows touched)
    {
        var times = rows.Times;
        var slots = rows.Slots[..times.Length];
        var keys = rows.Keys[..times.Length];
        var cells = rows.Cells[..times.Length];
        var (key, run) = (-1, default(Run));
        for (var row = 0; row < times.Length; row++)
        {
            var (slot, cell) = (slots[row], -1);
            if (slot >= 0)
            {
                // Rows come nearly in order: most go where the one before them went.
                if (keys[row] != key || (ulong)(times[row] - run.From) >= run.Length) run = Locate(key = keys[row], times[row], pass, touched);
                if (run.FirstCell >= 0) cell = run.FirstCell + slot;
                else if (run.FirstCell == Late) rows.SetLate(row);
            }

            cells[row] = cell;
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
        // A row is late when even the last of its windows has left.
        if (start < _earliestOpen) return Run.Between(latest, next, pass == 0 ? Late : None);
        if (pass > 0 && (start == long.MinValue || time >= end)) return Run.Between(Math.Max(latest, end), next, None);

        var group = _table.Find(key, start);
        if (group < 0) group = Open(key, start, end);
        touched.Add(group, Groups[group].HasFired);
        return Run.Between(latest, pass == 0 ? next : Math.Min(next, end), group * Groups.Width);
    }

    /// <summary>A window may be opened by an update after its end; it then leaves at once.</summary>
    private int Open(int key, long start, long end)
    {
        var group = Groups.Open(key, start, end);
        Groups[group].HasFired = end <= _watermark;
        Adopt(group);
        return group;
    }

    /// <summary>Times that share a window, from one on and so many microseconds, and its first cell.</summary>
    private readonly record struct Run(long From, ulong Length, int FirstCell)
    {
        public static Run Between(long from, long to, int firstCell) => new(from, (ulong)(to - from), firstCell);
    }
}
