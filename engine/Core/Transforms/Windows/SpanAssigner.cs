using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Tumbling and hopping windows. With a lateness above 0 windows that have left are kept so long for updates.</summary>
internal sealed class SpanAssigner(WindowGroups groups, Spans spans, long lateness) : WindowAssigner(groups)
{
    private const int None = -1;
    private const int Late = -2;
    private const int Recent = 64;

    private readonly Run[] _recent = new Run[Recent];
    private readonly ulong _reciprocal = ulong.MaxValue / (ulong)spans.Every;
    private readonly SpanTable _table = new(groups);
    private readonly DueLists _due = new(groups);
    private long _earliestOpen = long.MinValue;
    private long _watermark = long.MinValue;

    public override int Passes => spans.Overlap;

    public override void Assign(WindowRows rows, int pass, TouchedWindows touched)
    {
        var times = rows.Times;
        var slots = rows.Slots[..times.Length];
        var keys = rows.Keys[..times.Length];
        var cells = rows.Cells[..times.Length];
        var run = default(Run);
        Array.Clear(_recent);
        for (var row = 0; row < times.Length; row++)
        {
            var (slot, cell) = (slots[row], -1);
            if (slot >= 0)
            {
                // Rows come nearly in order: most go where the one before them went.
                if (!run.Holds(keys[row], times[row])) run = Recall(keys[row], times[row], pass, touched);
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
        _due.TakeUntil(watermark, due);
    }

    public override void Left(int group, long watermark)
    {
        ref var window = ref Groups[group];
        window.HasFired = true;
        var last = Saturating.Add(window.End, lateness);
        if (last > watermark)
        {
            _due.Add(group, last);
            return;
        }

        _table.Remove(group);
        Groups.Close(group);
    }

    public override long Hold(long watermark) => _earliestOpen;

    public override void Adopt(int group)
    {
        _table.Add(group);
        _due.Add(group, Groups[group].HasFired ? Saturating.Add(Groups[group].End, lateness) : Groups[group].End);
    }

    /// <summary>
    /// Disordered rows go back and forth between a few windows: those of this batch are kept by their number, which a
    /// multiplication gives nearly and Holds makes sure of; 15 ns a row less than to divide and look up each time.
    /// </summary>
    private Run Recall(int key, long time, int pass, TouchedWindows touched)
    {
        var number = Math.BigMul((ulong)time, _reciprocal, out _);
        ref var known = ref _recent[(int)(number + (uint)key) & (Recent - 1)];
        if (!known.Holds(key, time)) known = Locate(key, time, pass, touched);
        return known;
    }

    /// <summary>Finds or opens the window that began so many steps before the latest one of a time.</summary>
    private Run Locate(int key, long time, int pass, TouchedWindows touched)
    {
        var latest = spans.LatestStart(time, out var next);
        var start = Saturating.Subtract(latest, pass * spans.Every);
        var end = spans.EndOf(start);
        // A row is late when even the last of its windows has left.
        if (start < _earliestOpen) return Run.Between(key, latest, next, pass == 0 ? Late : None);
        if (pass > 0 && (start == long.MinValue || time >= end)) return Run.Between(key, Math.Max(latest, end), next, None);

        var group = _table.Find(key, start);
        if (group < 0) group = Open(key, start, end);
        touched.Add(group, Groups[group].HasFired);
        return Run.Between(key, latest, pass == 0 ? next : Math.Min(next, end), group * Groups.Width);
    }

    /// <summary>A window may be opened by an update after its end; it then leaves at once.</summary>
    private int Open(int key, long start, long end)
    {
        var group = Groups.Open(key, start, end);
        Groups[group].HasFired = end <= _watermark;
        Adopt(group);
        return group;
    }

    /// <summary>Times of a key that share a window, from one on and so many microseconds, and its first cell.</summary>
    private readonly record struct Run(int Key, long From, ulong Length, int FirstCell)
    {
        public bool Holds(int key, long time) => key == Key && (ulong)(time - From) < Length;

        public static Run Between(int key, long from, long to, int firstCell) => new(key, from, (ulong)(to - from), firstCell);
    }
}
