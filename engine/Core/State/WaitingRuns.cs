using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>A row that waits for the watermark.</summary>
/// <param name="Time">When the row happened.</param>
/// <param name="Arrival">Which row it was to come.</param>
/// <param name="Number">Under which it is held.</param>
internal readonly record struct WaitingRow(long Time, long Arrival, int Number)
{
    public static int ByTime(WaitingRow left, WaitingRow right) =>
        left.Time != right.Time ? left.Time.CompareTo(right.Time) : left.Arrival.CompareTo(right.Arrival);
}

/// <summary>
/// Rows that wait, in runs by time and then arrival. Each run is at most half as long as the one before it, so that a row is
/// merged a few times whatever waits; rows that come in order are never sorted.
/// </summary>
internal sealed class WaitingRuns
{
    private readonly List<Run> _runs = [];

    /// <summary>Adds rows; takes ownership of the array.</summary>
    public void Add(WaitingRow[] rows, int count)
    {
        if (count == 0) return;
        var added = rows.AsSpan(0, count);
        if (!IsSorted(added)) added.Sort(WaitingRow.ByTime);
        _runs.Add(new Run(rows, count));
        while (_runs.Count > 1 && _runs[^2].Count < 2 * _runs[^1].Count)
        {
            _runs[^2] = Merge(_runs[^2].Rows, _runs[^1].Rows);
            _runs.RemoveAt(_runs.Count - 1);
        }
    }

    /// <summary>Takes the rows before a time, all with long.MaxValue, by time and arrival.</summary>
    /// <param name="time">The time.</param>
    /// <param name="taken">Grows as needed.</param>
    /// <returns>How many.</returns>
    public int TakeBefore(long time, ref WaitingRow[] taken)
    {
        var (count, parts) = (0, 0);
        foreach (var run in _runs)
        {
            var due = run.CountBefore(time);
            if (due == 0) continue;
            if (count + due > taken.Length) Array.Resize(ref taken, Math.Max(count + due, 2 * taken.Length));
            run.Take(due).CopyTo(taken.AsSpan(count));
            count += due;
            parts++;
        }

        _runs.RemoveAll(run => run.Count == 0);
        if (parts > 1) taken.AsSpan(0, count).Sort(WaitingRow.ByTime);
        return count;
    }

    public void Save(StateWriter state)
    {
        state.Write(_runs.Count);
        foreach (var run in _runs) state.WriteArray(run.Rows);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>All rows that came back, for the owner to check.</returns>
    public IEnumerable<WaitingRow> Restore(StateReader state)
    {
        for (var left = state.ReadCount(sizeof(int)); left > 0; left--)
        {
            var rows = state.ReadArray<WaitingRow>();
            StateReader.Check(IsSorted(rows), "rows that wait are not in order");
            _runs.Add(new Run(rows, rows.Length));
        }

        return _runs.SelectMany(run => run.Rows.ToArray());
    }

    private static bool IsSorted(ReadOnlySpan<WaitingRow> rows)
    {
        for (var i = 1; i < rows.Length; i++)
            if (WaitingRow.ByTime(rows[i - 1], rows[i]) >= 0) return false;
        return true;
    }

    private static Run Merge(ReadOnlySpan<WaitingRow> left, ReadOnlySpan<WaitingRow> right)
    {
        var merged = new WaitingRow[left.Length + right.Length];
        for (int at = 0, i = 0, j = 0; at < merged.Length; at++)
        {
            var takesLeft = j == right.Length || (i < left.Length && WaitingRow.ByTime(left[i], right[j]) < 0);
            merged[at] = takesLeft ? left[i++] : right[j++];
        }

        return new Run(merged, merged.Length);
    }

    /// <summary>Rows by time and arrival, of which the first may have been taken.</summary>
    private sealed class Run(WaitingRow[] rows, int count)
    {
        private int _first;

        public int Count => count - _first;

        public ReadOnlySpan<WaitingRow> Rows => rows.AsSpan(_first, Count);

        public int CountBefore(long time)
        {
            if (time == long.MaxValue) return Count;
            var (from, to) = (0, Count);
            while (from < to)
            {
                var middle = (from + to) / 2;
                if (rows[_first + middle].Time < time) from = middle + 1;
                else to = middle;
            }

            return from;
        }

        public ReadOnlySpan<WaitingRow> Take(int due)
        {
            var taken = rows.AsSpan(_first, due);
            _first += due;
            return taken;
        }
    }
}
