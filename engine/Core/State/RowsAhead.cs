using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// Batches that came in the very order in which <see cref="OrderedRows"/> would hand out their rows, and wait for the watermark
/// as they are: most streams are in order most of the time, and then no row is copied or noted.
/// </summary>
/// <param name="time">Place of the event time.</param>
/// <param name="tie">Places of the tie columns.</param>
internal sealed class RowsAhead(int time, IReadOnlyList<int> tie)
{
    private readonly LinkedList<Batch> _batches = new();

    /// <summary>Rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a batch, all whose rows have an event time, if it is in order and behind those that wait.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="watermark">As far as rows have been handed out.</param>
    public bool TryAdd(Batch batch, long watermark)
    {
        if (batch.Rows == 0) return true;
        var times = batch.Ints(time);
        if (times[0] < watermark || (_batches.Last?.Value is { } last && !Follows(last, last.Rows - 1, batch, 0))) return false;
        for (var row = 1; row < times.Length; row++)
            if (times[row] <= times[row - 1] && !Follows(batch, row - 1, batch, row)) return false;
        batch.Retain();
        _batches.AddLast(batch);
        Count += batch.Rows;
        return true;
    }

    /// <summary>The next rows before the watermark: the first ones of a batch, which the caller holds. Null when there are none.</summary>
    public (Batch Batch, int Rows)? TryTake(long watermark)
    {
        if (_batches.First?.Value is not { } batch) return null;
        var times = batch.Ints(time);
        var rows = watermark == long.MaxValue || times[^1] < watermark ? times.Length : CountBefore(times, watermark);
        if (rows == 0) return null;
        _batches.RemoveFirst();
        Count -= rows;
        if (rows < times.Length) _batches.AddFirst(batch.Where([.. Enumerable.Range(rows, times.Length - rows)]));
        return (batch, rows);
    }

    /// <summary>Hands all rows to what orders them one by one, where one has come that is not in order.</summary>
    public void MoveTo(OrderedRows rows)
    {
        foreach (var batch in _batches)
        {
            rows.Add(batch, new int[batch.Rows]);
            batch.Release();
        }

        _batches.Clear();
        Count = 0;
    }

    private static int CountBefore(ReadOnlySpan<long> times, long watermark)
    {
        var (from, to) = (0, times.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (times[middle] < watermark) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    private bool Follows(Batch first, int firstRow, Batch second, int secondRow)
    {
        var (firstTime, secondTime) = (first.Ints(time)[firstRow], second.Ints(time)[secondRow]);
        if (firstTime != secondTime) return firstTime < secondTime;
        foreach (var column in tie)
        {
            var compared = ColumnOrder.Compare(first[column], firstRow, second[column], secondRow);
            if (compared != 0) return compared < 0;
        }

        return RowOrder.Of(first, firstRow, firstTime, arrival: 0).CompareTo(RowOrder.Of(second, secondRow, secondTime, arrival: 1)) < 0;
    }
}
