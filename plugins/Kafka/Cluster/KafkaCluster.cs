using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// What the sources and sinks of one run share that use one cluster as the same user. While a transactional sink writes
/// to it, the offsets its sources have read travel in that sink's transaction.
/// </summary>
internal sealed class KafkaCluster
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SourceOffsets> _offsets = [];

    private KafkaCluster()
    {
    }

    /// <summary>A sink of the run writes to this cluster in transactions; known before sources are asked to commit.</summary>
    public bool IsTransactional { get; private set; }

    /// <summary>The run's object for the brokers and the user that the options name.</summary>
    public static KafkaCluster Of(RunContext run, KafkaConnection connection) =>
        run.Shared(Fingerprint(connection), () => new KafkaCluster());

    /// <summary>
    /// A source gives what it has read up to an epoch, to be committed with the sinks' rows. False when no sink of the run
    /// does that: the source then commits by itself.
    /// </summary>
    /// <param name="source">The source's name; what it gave for an earlier epoch is replaced.</param>
    /// <param name="offsets">Its group and the offsets behind the last row of each partition.</param>
    public bool TakeOffsets(string source, SourceOffsets offsets)
    {
        if (!IsTransactional) return false;
        lock (_lock) _offsets[source] = offsets;
        return true;
    }

    /// <summary>Brokers and security; what else two components set differently does not make their cluster another one.</summary>
    private static string Fingerprint(KafkaConnection connection)
    {
        var security = connection.Settings
            .Where(setting => setting.Key.StartsWith("security.", StringComparison.Ordinal) || setting.Key.StartsWith("sasl.", StringComparison.Ordinal) || setting.Key.StartsWith("ssl.", StringComparison.Ordinal))
            .Select(setting => $"{setting.Key}={setting.Value}");
        var brokers = connection.Brokers.SelectMany(broker => broker.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var text = string.Join('\n', [.. brokers.Order(StringComparer.Ordinal), .. security.Order(StringComparer.Ordinal)]);
        // A hash: settings may be secrets, and the key of a shared object may be shown.
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>What a source has read up to an epoch.</summary>
/// <param name="Group">Its consumer group, as of now.</param>
/// <param name="Offsets">Behind the last row of each partition.</param>
internal sealed record SourceOffsets(IConsumerGroupMetadata Group, IReadOnlyList<TopicPartitionOffset> Offsets);
