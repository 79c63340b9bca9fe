using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Sinks;

/// <summary>What became of the rows of a sink, and how long that took.</summary>
internal sealed class SinkFigures(TimeProvider clock)
{
    /// <summary>What stands before a sink's own state: its account and watermark.</summary>
    public const int SavedBytes = AccountState.Bytes + sizeof(long);

    private const long Unknown = -1;

    private readonly Histogram _latency = new();
    private long _bytes = Unknown;

    /// <summary>Without what waits in a buffer.</summary>
    public Account Account { get; } = new();

    public long Watermark { get; set; } = long.MinValue;

    /// <summary>How long its calls took that bring it rows, waiting for what they write to included.</summary>
    public BusyTime Busy { get; } = new();

    /// <summary>Batches that came in.</summary>
    public long Batches { get; private set; }

    /// <summary>Bytes written in this run; null of a sink that does not tell.</summary>
    public long? Bytes => Interlocked.Read(ref _bytes) is >= 0 and var bytes ? bytes : null;

    /// <summary>For each row, from its arrival at the source until the sink's call with it came back.</summary>
    public HistogramFigures Latency => _latency.Figures;

    /// <summary>The sink tells that it has written so much.</summary>
    public void Wrote(long bytes)
    {
        // The first to tell makes it known.
        Interlocked.CompareExchange(ref _bytes, 0, Unknown);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Makes a call that writes so many rows; those it refuses, of earlier calls too, are not written.</summary>
    public async ValueTask CountAsync(long rows, Func<ValueTask> call)
    {
        var refused = Account.DeadLettered;
        await call().ConfigureAwait(false);
        var written = rows - (Account.DeadLettered - refused);
        Account.Passed += written;
        Account.Out += written;
    }

    /// <summary>A message has been handled.</summary>
    /// <param name="message">With its rows, if any.</param>
    /// <param name="since">A timestamp of the clock.</param>
    public void Measure(Message message, long since)
    {
        var now = clock.GetTimestamp();
        Busy.Add(now - since);
        if (message.Batch is not { } batch) return;
        Batches++;
        if (message.Arrived != 0) _latency.Add(clock.GetElapsedTime(message.Arrived, now), batch.Rows);
    }

    public void Restore(StateReader state)
    {
        AccountState.Restore(Account, state);
        Watermark = state.ReadLong();
    }

    /// <summary>Writes <see cref="SavedBytes"/>.</summary>
    /// <param name="account">With what waits in a buffer.</param>
    /// <param name="state">Where to.</param>
    public void Save(Account account, StateWriter state)
    {
        AccountState.Save(account, state);
        state.Write(Watermark);
    }
}
