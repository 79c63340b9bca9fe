using System.Threading.Channels;

namespace StreamGuard.Core.Runtime.Feeds;

/// <summary>
/// Rows from when the program has them until an epoch with them is committed: what a run took and could not bring is taken
/// again by the next. Of more than may wait the oldest is lost.
/// </summary>
/// <param name="most">As many wait.</param>
internal sealed class FeedRows(int most)
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<object?[]> _rows = [];
    private long _first = 1;
    private int _taken;
    private bool _isComplete;

    /// <summary>Rows that no committed epoch has yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _rows.Count;
        }
    }

    /// <summary>Rows that were ever taken.</summary>
    public long Told { get; private set; }

    /// <summary>Rows that have gone for want of room.</summary>
    public long Lost { get; private set; }

    /// <summary>Takes a row, and returns at once.</summary>
    public void Add(object?[] row)
    {
        lock (_lock)
        {
            _rows.Add(row);
            Told++;
            if (_rows.Count > most)
            {
                // What is under way to the sink stays; its place in the row of numbers too.
                _rows.RemoveAt(_taken);
                Lost++;
            }
        }

        _news.Writer.TryWrite(true);
    }

    /// <summary>No further row comes.</summary>
    public void Complete()
    {
        lock (_lock) _isComplete = true;
        _news.Writer.TryWrite(true);
    }

    /// <summary>A new run begins with the first row that is not brought; gives the number of the one before it.</summary>
    public long Begin()
    {
        lock (_lock)
        {
            _taken = 0;
            return _first - 1;
        }
    }

    /// <summary>The next row for the run under way, and whether no other waits; null when there are no more.</summary>
    public async ValueTask<(object?[] Row, bool IsLast)?> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_taken < _rows.Count) return (_rows[_taken++], _taken == _rows.Count);
                if (_isComplete) return null;
            }

            await _news.Reader.ReadAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>All rows up to this number are brought.</summary>
    public void Brought(long last)
    {
        lock (_lock)
        {
            var count = (int)(last + 1 - _first);
            if (count <= 0) return;
            _rows.RemoveRange(0, count);
            (_first, _taken) = (last + 1, _taken - count);
        }
    }
}
