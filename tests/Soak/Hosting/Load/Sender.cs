using Confluent.Kafka;

namespace StreamGuard.Soak.Hosting.Load;

/// <summary>Sends the rows of a load at their times, each once, whatever becomes of the broker meanwhile.</summary>
internal sealed class Sender(ILoad load, string brokers, DateTime start, long rows) : IDisposable
{
    private readonly IProducer<string, string> _producer = new ProducerBuilder<string, string>(new ProducerConfig
    {
        BootstrapServers = brokers,
        EnableIdempotence = true,
        // A broker that is away for a while is waited for.
        MessageTimeoutMs = 0,
        QueueBufferingMaxMessages = 2_000_000,
        LingerMs = 20,
        CompressionType = CompressionType.Lz4,
        ReconnectBackoffMaxMs = 1000,
    }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private long _delivered;
    private long _failed;

    public ILoad Load => load;

    /// <summary>All that are to be sent.</summary>
    public long Rows => rows;

    /// <summary>Those that the broker has.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Those that it did not take: there may be none.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public async Task RunAsync()
    {
        for (long number = 0; number < rows;)
        {
            var due = Math.Min(rows, (long)((DateTime.UtcNow - start).TotalSeconds * load.Rate));
            for (; number < due; number++) Send(number);
            await Task.Delay(20).ConfigureAwait(false);
        }

        _producer.Flush(CancellationToken.None);
    }

    public void Dispose() => _producer.Dispose();

    private void Send(long number)
    {
        var time = start.AddTicks(number * TimeSpan.TicksPerSecond / load.Rate);
        var row = load.Row(number, time);
        _producer.Produce(row.Topic, new Message<string, string> { Key = row.Key, Value = row.Value, Timestamp = new Timestamp(time) }, report =>
        {
            if (report.Error.IsError) Interlocked.Increment(ref _failed);
            else Interlocked.Increment(ref _delivered);
        });
    }
}
