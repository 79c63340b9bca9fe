using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

/// <summary>What is written is what is read, for every type.</summary>
public sealed class ParquetRoundTripTests : IDisposable
{
    private static readonly Schema All = new(
    [
        new("bool", ColumnType.Bool), new("int", ColumnType.Int), new("float", ColumnType.Float), new("time", ColumnType.Timestamp),
        new("duration", ColumnType.Duration), new("string", ColumnType.String), new("json", ColumnType.Json), new("odd \" name", ColumnType.Int),
        new("floats", ColumnType.ListOf(ColumnType.Float)), new("strings", ColumnType.ListOf(ColumnType.String)), new("times", ColumnType.ListOf(ColumnType.Timestamp)),
    ]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [NativeFact]
    public async Task Random_rows_of_every_type_come_back()
    {
        var random = new Random(7);
        object?[][] rows = [.. Enumerable.Range(0, 10_000).Select(_ => Row(random))];
        var sink = await _lake.OpenAsync(All);

        for (var from = 0; from < rows.Length;)
        {
            var count = Math.Min(random.Next(1, 5000), rows.Length - from);
            await sink.WriteAsync(rows[from..(from + count)]);
            if (random.Next(2) == 0) await sink.BarrierAsync();
            from += count;
        }

        await sink.EndAsync();

        Assert.Equal(rows, await _lake.ReadAsync(All));
    }

    [NativeFact]
    public async Task Rows_picked_from_a_batch_come_back()
    {
        var random = new Random(8);
        var builder = new BatchBuilder(All);
        object?[][] rows = [.. Enumerable.Range(0, 5000).Select(_ => Row(random))];
        foreach (var row in rows) builder.Row(row);
        var batch = builder.Build();
        int[] picked = [.. Enumerable.Range(0, 5000).Where(_ => random.Next(3) > 0)];
        var some = batch.Where(picked);
        var sink = _lake.Sink(new ParquetSinkOptions { Path = _lake.Path, Compression = ParquetCompression.Zstd });
        sink.Bind(new SinkBinding(new TestBinder(), All, null));
        await sink.OpenAsync(new FakeSinkContext(), default);

        await sink.WriteAsync(some, default);
        await sink.EndAsync(default);
        await sink.PrepareAsync(1, new StateWriter(new System.Buffers.ArrayBufferWriter<byte>()), default);
        await sink.CommitAsync(1, default);
        await sink.CloseAsync();

        Assert.Equal(picked.Select(row => rows[row]), await _lake.ReadAsync(All));
    }

    [NativeFact]
    public async Task Partition_values_come_back_from_the_names_of_folders()
    {
        string?[] notes = ["..", "a/b", "a=b", "ü %", "", "__x", null];
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake.Path, PartitionBy = ["month", "note"] });

        await sink.WriteAsync([.. notes.Select((note, second) => Rows.At(second, note))]);
        await sink.EndAsync();

        Assert.Equal(notes.Select((note, second) => Rows.At(second, note)), await _lake.ReadAsync(Rows.Schema, "", "time"));
    }

    private static object?[] Row(Random random) =>
    [
        Maybe(random, () => random.Next(2) == 0),
        Maybe(random, () => random.NextInt64(long.MinValue, long.MaxValue)),
        Maybe(random, () => random.Next(5) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => -0.0, _ => random.NextDouble() }),
        Maybe(random, () => Time(random)),
        Maybe(random, () => Duration.FromMicroseconds(random.NextInt64())),
        Maybe(random, () => Text(random)),
        Maybe(random, () => $"{{\"a\":{random.Next()}}}"),
        Maybe(random, () => (long)random.Next()),
        Maybe(random, () => List(random, () => random.NextDouble())),
        Maybe(random, () => List(random, () => Text(random))),
        Maybe(random, () => List(random, () => Time(random))),
    ];

    private static object? Maybe<T>(Random random, Func<T> value) => random.Next(4) == 0 ? null : value();

    private static object?[] List<T>(Random random, Func<T> item) => [.. Enumerable.Range(0, random.Next(5)).Select(_ => Maybe(random, item))];

    private static string Text(Random random) => string.Concat(Enumerable.Repeat("aé漢😀\0'\"", 5)).Substring(0, random.Next(30) / 2 * 2 is var length && length % 8 == 4 ? length - 1 : length);

    private static DateTime Time(Random random) => DateTime.UnixEpoch.AddMicroseconds(random.NextInt64(-1L << 50, 1L << 51));
}
