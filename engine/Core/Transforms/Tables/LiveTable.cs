using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>
/// The table in force, and the one that is to follow it: read again on a schedule in the background, while the one in force
/// goes on. A table that cannot be read, or is not as it should be, is counted with the reason and tried again, first after a
/// second and then after twice as long each time. One thread uses it and takes the next; any may ask it to look.
/// </summary>
/// <param name="read">Reads the table.</param>
/// <param name="clock">The one clock.</param>
/// <param name="every">How often to look; null for never.</param>
/// <param name="mayBeHalf">A newer table is believed when it is the same twice, a second apart.</param>
internal sealed class LiveTable(Func<LookupTable> read, TimeProvider clock, TimeSpan? every, bool mayBeHalf) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private LookupTable? _current;
    private LookupTable? _next;
    private byte[]? _seenOnce;
    private ITimer? _timer;
    private Task _looking = Task.CompletedTask;
    private int _failuresInARow;
    private bool _isDisposed;

    public LookupTable Current => _current!;

    /// <summary>Tables that were put in force after the first.</summary>
    public long Refreshed { get; private set; }

    /// <summary>Attempts that failed, and why the last one did.</summary>
    public (long Count, string? Reason) Failed { get; private set; }

    /// <summary>The look under way, or the last one.</summary>
    public Task Looking
    {
        get
        {
            lock (_lock) return _looking;
        }
    }

    /// <summary>Reads the first table, without which nothing begins.</summary>
    public void Start()
    {
        _current = read();
        if (every is { } period) _timer = clock.CreateTimer(_ => Look(), null, period, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads the table in the background.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_isDisposed || _current is null || !_looking.IsCompleted) return;
            _looking = Task.Run(Follow);
        }
    }

    /// <summary>Puts the next table in force where one is ready; to be called between two batches.</summary>
    public void TakeNext()
    {
        if (Volatile.Read(ref _next) is null) return;
        lock (_lock)
        {
            if (_next is null) return;
            _current!.Dispose();
            (_current, _next) = (_next, null);
            Refreshed++;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            _next?.Dispose();
            _next = null;
        }
    }

    private void Follow()
    {
        TimeSpan? again;
        try
        {
            again = Take(read());
        }
        catch (Exception error)
        {
            // Whatever is wrong with it, the table in force goes on; the reason is shown.
            lock (_lock)
            {
                Failed = (Failed.Count + 1, error.Message);
                again = Soon * Math.Pow(2, Math.Min(_failuresInARow++, 20));
                _seenOnce = null;
            }
        }

        lock (_lock)
        {
            if (_isDisposed || every is not { } period) return;
            _timer!.Change(again is { } soon && soon < period ? soon : period, Timeout.InfiniteTimeSpan);
        }
    }

    /// <returns>When to look again, where that is sooner than the schedule.</returns>
    private TimeSpan? Take(LookupTable table)
    {
        lock (_lock)
        {
            _failuresInARow = 0;
            var isKnown = (_next ?? _current!).Hash.AsSpan().SequenceEqual(table.Hash);
            var isSeen = !mayBeHalf || (_seenOnce is { } seen && seen.AsSpan().SequenceEqual(table.Hash));
            _seenOnce = isKnown || isSeen ? null : table.Hash;
            if (_isDisposed || isKnown || !isSeen)
            {
                table.Dispose();
                return _seenOnce is null ? null : Soon;
            }

            _next?.Dispose();
            Volatile.Write(ref _next, table);
            return null;
        }
    }
}
