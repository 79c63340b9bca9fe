namespace StreamGuard.Core.Queues;

/// <summary>When the rows of a queue were written, to the second. For two threads.</summary>
internal sealed class RowTimes
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<(long Row, DateTimeOffset Written)> _times = [];
    private DateTimeOffset _last;

    /// <summary>The rows from this one on are written now.</summary>
    public void Add(long row, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_times.Count > 0 && (now - _last).Duration() < Apart) return;
            _times.Enqueue((row, now));
            _last = now;
        }
    }

    /// <summary>When a row was written; null when nobody knows. Rows before it are asked for no more.</summary>
    public DateTimeOffset? Of(long row)
    {
        lock (_lock)
        {
            while (_times.Count > 1 && _times.ElementAt(1).Row <= row) _times.Dequeue();
            return _times.TryPeek(out var first) && first.Row <= row ? first.Written : null;
        }
    }
}
