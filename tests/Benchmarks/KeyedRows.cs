using StreamGuard.Contracts;

namespace StreamGuard.Benchmarks;

/// <summary>Rows of so many keys, for the benchmark of checkpoints.</summary>
internal sealed record KeyedRowsOptions
{
    /// <summary>How many keys there are.</summary>
    public required long Keys { get; init; }
}

/// <summary>
/// Rows without end, as fast as they are taken: each key once, far from its neighbours, then keys at random; when asked,
/// only the first hundredth of them. Goes on from a saved position with the rows that come behind it.
/// </summary>
internal sealed class KeyedRows(KeyedRowsOptions options) : ISource
{
    private const int RowsABatch = 4096;
    private const long Prime = 1_000_003;

    private static readonly Schema Rows = new([new("key", ColumnType.Int), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    private readonly long _start = Timestamps.FromDateTime(new DateTime(2025, 11, 8, 0, 0, 0, DateTimeKind.Utc));

    /// <summary>Only the first hundredth of the keys comes from now on.</summary>
    public static volatile bool Narrow;

    public bool IsBounded => false;

    public Schema? Bind(SourceBinding binding) => Rows;

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var partition = output.Open("rows");
        for (var position = partition.Position; !stop.IsCancellationRequested; position += RowsABatch)
            await output.WriteAsync(partition, Build(position), position + RowsABatch, stop);
    }

    private Batch Build(long position)
    {
        var (keys, times, values) = (Buffers.Rent<long>(RowsABatch), Buffers.Rent<long>(RowsABatch), Buffers.Rent<double>(RowsABatch));
        var random = new Random((int)(position / RowsABatch));
        for (var row = 0; row < RowsABatch; row++)
        {
            var number = position + row;
            keys[row] = (Narrow, number < options.Keys) switch
            {
                (_, true) => number * Prime % options.Keys,
                // The keys that came first: what is kept of them lies together.
                (true, _) => random.NextInt64(Math.Max(1, options.Keys / 100)) * Prime % options.Keys,
                _ => random.NextInt64(options.Keys),
            };
            (times[row], values[row]) = (_start + number, random.NextDouble());
        }

        return new Batch(Rows, [FixedColumn<long>.Of(ColumnType.Int, keys, RowsABatch), FixedColumn<long>.Of(ColumnType.Timestamp, times, RowsABatch), FixedColumn<double>.Of(ColumnType.Float, values, RowsABatch)], RowsABatch);
    }
}

/// <summary>A sink that forgets its rows.</summary>
internal sealed class Nowhere : ISink
{
    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.ExactlyOnce, "never");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}

/// <summary>No options.</summary>
internal sealed record NoOptions;
