using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>
/// A source without an end: rows (n, key, time) for n = 0, 1, 2 … of one partition, a millisecond of event time each, as fast
/// as they are taken, until it is told where to end. What it read can be read again.
/// </summary>
internal sealed class CountingSource(CountingSource.Counting options, Counters counters) : ISource
{
    private static readonly Schema Rows = new([new("n", ColumnType.Int), new("key", ColumnType.Int), new("time", ColumnType.Timestamp)]);

    public bool IsBounded => false;

    public Schema? Bind(SourceBinding binding) => Rows;

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        counters.Started(options.Name);
        if (options.Fails is { } message) throw new IOException(message);
        var partition = output.Open("all");
        output.AllOpen();
        for (var at = partition.Position; !stop.IsCancellationRequested && at < counters.End;)
        {
            var builder = new BatchBuilder(Rows);
            for (var last = Math.Min(counters.End, at + options.Batch); at < last; at++) builder.Row(at, at % 7, at * 1000);
            await output.WriteAsync(partition, builder.Build(), at, stop);
            counters.Written(at);
            // A pace at which a change is soon made and many rows come meanwhile.
            await Task.Delay(1, stop);
        }

        if (!stop.IsCancellationRequested) await output.FinishAsync(partition, stop);
    }

    internal sealed record Counting
    {
        public required string Name { get; init; }

        /// <summary>Rows of a batch.</summary>
        public int Batch { get; init; } = 10;

        /// <summary>It fails with these words in place of reading.</summary>
        public string? Fails { get; init; }
    }
}

/// <summary>What a test knows of counting sources, and where they end.</summary>
internal sealed class Counters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _starts = [];
    private long _end = long.MaxValue;
    private long _written;

    /// <summary>They end before this number.</summary>
    public long End => Interlocked.Read(ref _end);

    /// <summary>How often a source of this name was started.</summary>
    public int Starts(string name)
    {
        lock (_lock) return _starts.GetValueOrDefault(name);
    }

    public void Started(string name)
    {
        lock (_lock) _starts[name] = _starts.GetValueOrDefault(name) + 1;
    }

    public void Written(long next)
    {
        lock (_lock) _written = Math.Max(_written, next);
    }

    /// <summary>Lets them end some rows behind the last that was written.</summary>
    public void EndSoon() => Interlocked.Exchange(ref _end, Interlocked.Read(ref _written) + 500);

    /// <summary>Waits until so many more rows were written.</summary>
    public async Task MoreAsync(long rows)
    {
        var until = Interlocked.Read(ref _written) + rows;
        for (var tries = 0; Interlocked.Read(ref _written) < until; tries++)
        {
            Assert.True(tries < 10_000, "no rows are read");
            await Task.Delay(1);
        }
    }
}
