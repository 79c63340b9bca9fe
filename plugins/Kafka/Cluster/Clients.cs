using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>Makes producers and waits for them.</summary>
internal static class Clients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    /// <exception cref="InvalidOperationException">librdkafka does not take the settings together.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public static IProducer<byte[], byte[]> Producer(IReadOnlyDictionary<string, string> settings, ClientLog log)
    {
        Load();
        return new ProducerBuilder<byte[], byte[]>(settings)
            .SetErrorHandler((_, error) => log.OnError(error))
            .SetLogHandler((_, line) => log.OnLog(line))
            .Build();
    }

    /// <exception cref="InvalidOperationException">librdkafka does not take the settings together.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public static IAdminClient Admin(IReadOnlyDictionary<string, string> settings, ClientLog log)
    {
        Load();
        return new AdminClientBuilder(settings).SetErrorHandler((_, error) => log.OnError(error)).SetLogHandler((_, line) => log.OnLog(line)).Build();
    }

    /// <summary>Loads librdkafka, if that was not done before.</summary>
    /// <exception cref="DllNotFoundException">It is missing.</exception>
    public static void Load()
    {
        try
        {
            Library.Load(null);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                "the Kafka plugin's native library 'librdkafka' is missing: run plugins/native/fill-feed, which says why, and build again", missing);
        }
    }

    /// <summary>The settings of a sink's producer, made transactional.</summary>
    public static Dictionary<string, string> Transactional(Member member, IReadOnlyDictionary<string, string> settings, RunContext run, TimeSpan timeout) =>
        new(settings)
        {
            ["client.id"] = member.Pipeline,
            ["transactional.id"] = TransactionalIds.Next(run),
            ["transaction.timeout.ms"] = timeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
            // Nobody asks for single messages: the transaction tells of all.
            ["dotnet.producer.enable.delivery.reports"] = "false",
        };

    /// <summary>Waits until brokers have everything that was sent.</summary>
    /// <exception cref="RetryableException">They do not have it yet.</exception>
    public static async Task FlushAsync(IProducer<byte[], byte[]> producer, ClientLog log, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var waiting = await Task.Run(Flush, stop).ConfigureAwait(false);
            if (waiting == 0) break;
            if (Stopwatch.GetElapsedTime(began) >= Patience) throw new RetryableException(log.Waiting(waiting));
        }

        log.Answered();

        int Flush()
        {
            using var held = InUse.Of(producer);
            return producer.Flush(Step);
        }
    }
}
