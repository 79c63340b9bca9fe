using StreamGuard.Contracts;

namespace StreamGuard.Benchmarks;

/// <summary>Events of so many users.</summary>
internal sealed record UserEventsOptions
{
    /// <summary>How many users there are.</summary>
    public required long Keys { get; init; }

    /// <summary>How often the events come.</summary>
    public required long Passes { get; init; }
}

/// <summary>
/// Some events of every user, users at random, made before the first is sent and then sent as often as asked for: the
/// first pass fills the state, the others are measured. A user has one to four addresses, and shares them with others: there
/// are a quarter as many as users.
/// </summary>
internal sealed class UserEvents(UserEventsOptions options) : ISource
{
    private const int RowsABatch = 4096;
    private const int EventsAUser = 3;
    private const int LeastBatches = 250;

    private static readonly Schema Rows = new([new("user", ColumnType.String), new("time", ColumnType.Timestamp), new("ip", ColumnType.String), new("status", ColumnType.String), new("score", ColumnType.Float)]);

    /// <summary>Processor time used when the first pass had been taken, and rows since.</summary>
    public static (TimeSpan Began, long Rows) Measured { get; private set; }

    // Kept to the end, so that what is in use beyond them is the state.
    private static Batch[] s_batches = [];

    /// <summary>Bytes in use when the events were made, before any was sent.</summary>
    public static long BytesBefore { get; private set; }

    public bool IsBounded => true;

    public Schema? Bind(SourceBinding binding) => Rows;

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var random = new Random(1);
        var batches = new Batch[Math.Max(LeastBatches, (int)(options.Keys * EventsAUser / RowsABatch))];
        for (var i = 0; i < batches.Length; i++) batches[i] = Build((long)i * RowsABatch, random);
        s_batches = batches;
        BytesBefore = GC.GetTotalMemory(forceFullCollection: true);

        var partition = output.Open("events");
        for (long pass = 0, position = partition.Position; pass < options.Passes; pass++)
        {
            if (pass == 1) Measured = (Environment.CpuUsage.TotalTime, (options.Passes - 1) * batches.Length * RowsABatch);
            foreach (var batch in batches)
            {
                batch.Retain();
                await output.WriteAsync(partition, batch, position += RowsABatch, stop);
            }
        }

        await output.FinishAsync(partition, stop);
    }

    private Batch Build(long first, Random random)
    {
        var builder = new BatchBuilder(Rows);
        var start = Timestamps.FromDateTime(new DateTime(2025, 11, 8, 0, 0, 0, DateTimeKind.Utc));
        Span<byte> text = stackalloc byte[32];
        for (var row = 0; row < RowsABatch; row++)
        {
            // Every user comes once, then at random.
            var number = first + row;
            var user = number < options.Keys ? number * 1_000_003 % options.Keys : random.NextInt64(options.Keys);
            System.Text.Unicode.Utf8.TryWrite(text, $"user{user:D7}", out var length);
            builder.Text(0).Append(text[..length]);
            builder.Ints(1).Append(start + number * 1000);
            var address = (user * 7 + random.Next((int)(user % 4) + 1)) % Math.Max(1, options.Keys / 4);
            System.Text.Unicode.Utf8.TryWrite(text, $"10.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}", out length);
            builder.Text(2).Append(text[..length]);
            builder.Text(3).Append(random.Next(10) == 0 ? "failure"u8 : "success"u8);
            builder.Floats(4).Append(Math.Round(random.NextDouble(), 2));
        }

        return builder.Build();
    }
}
