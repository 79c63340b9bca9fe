using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>What a producer is made with.</summary>
internal static class ProducerSettings
{
    /// <summary>Settings that options of the sink decide, or that hold up its guarantee, and what to do in their place.</summary>
    public static readonly IReadOnlyDictionary<string, string> Taken = new Dictionary<string, string>
    {
        ["acks"] = "Write acks: all, leader or none as an option of the sink.",
        ["request.required.acks"] = "Write acks: all, leader or none as an option of the sink.",
        ["compression.codec"] = "Write compression as an option of the sink.",
        ["compression.type"] = "Write compression as an option of the sink.",
        ["partitioner"] = "Write partitioner as an option of the sink.",
        ["linger.ms"] = "Write linger as an option of the sink.",
        ["queue.buffering.max.ms"] = "Write linger as an option of the sink.",
        ["enable.idempotence"] = "Write idempotence as an option of the sink.",
        ["transactional.id"] = "Leave it out: it is made of pipeline and checkpoint folder.",
        ["transaction.timeout.ms"] = "Leave it out: it is 3 times checkpoint.every, at least a minute.",
        ["message.timeout.ms"] = "Leave it out: a message is sent until it is there; retry.at_most of the sink ends that.",
        ["delivery.timeout.ms"] = "Leave it out: a message is sent until it is there; retry.at_most of the sink ends that.",
        ["delivery.report.only.error"] = "Leave it out: reports are needed to know what is written.",
        ["group.id"] = "Leave it out: a sink has no group.",
    };

    private static readonly IReadOnlyDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        // librdkafka's own default lets a gigabyte wait for a broker that is away.
        ["queue.buffering.max.kbytes"] = "65536",
        // Its own 10 s are long behind an outage.
        ["reconnect.backoff.max.ms"] = "2000",
    };

    private const string LargestMessage = "message.max.bytes";
    private const string BatchSize = "batch.size";
    private const int UsualBatchSize = 1_000_000;

    // librdkafka knows the size of a batch only nearly.
    private const int Slack = 1024;

    /// <summary>Settings of a producer; secrets are read from their files.</summary>
    /// <param name="options">Of the sink.</param>
    /// <param name="client">What brokers call it in their logs.</param>
    public static Dictionary<string, string> Of(KafkaSinkOptions options, string client) =>
        ClientSettings.Of(options, new Dictionary<string, string>(Defaults) { ["client.id"] = client }, new Dictionary<string, string>
        {
            ["acks"] = options.Acks switch { KafkaAcks.All => "all", KafkaAcks.Leader => "1", _ => "0" },
            ["compression.codec"] = options.Compression.ToString().ToLowerInvariant(),
            ["partitioner"] = Word(options.Partitioner),
            ["linger.ms"] = options.Linger.TimeSpan.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            ["enable.idempotence"] = options.Idempotence ? "true" : "false",
            // Waiting is for the host to end: a message that timed out by itself would be one lost, or end its transaction.
            ["message.timeout.ms"] = "0",
        });

    /// <summary>
    /// The same, so that no batch is larger than the topic takes: librdkafka does not cut one that the broker refuses. A
    /// message may be as large as the topic takes.
    /// </summary>
    public static Dictionary<string, string> Within(TopicFacts topic, IReadOnlyDictionary<string, string> settings)
    {
        var result = new Dictionary<string, string>(settings);
        result.TryAdd(LargestMessage, Math.Clamp(topic.LargestBatch, 1000, 1_000_000_000).ToString(CultureInfo.InvariantCulture));
        result.TryAdd(BatchSize, Math.Clamp(topic.LargestBatch - Slack, 1, UsualBatchSize).ToString(CultureInfo.InvariantCulture));
        return result;
    }

    /// <exception cref="InvalidOperationException">The client makes batches that the topic does not take.</exception>
    public static void RequireWithin(TopicFacts topic, string name, IReadOnlyDictionary<string, string> settings)
    {
        if (topic.LargestBatch >= Number(settings, BatchSize)) return;
        throw new InvalidOperationException(
            $"topic '{name}' takes batches of up to {topic.LargestBatch} bytes (max.message.bytes), and this client makes them larger: write settings: {{ batch.size: {Math.Max(1, topic.LargestBatch - Slack)} }}, in every sink of the cluster");
    }

    /// <summary>The largest message that goes through client and topic.</summary>
    public static long LargestOf(TopicFacts topic, IReadOnlyDictionary<string, string> settings) => Math.Min(topic.LargestBatch, Number(settings, LargestMessage));

    private static long Number(IReadOnlyDictionary<string, string> settings, string name) => long.Parse(settings[name], CultureInfo.InvariantCulture);

    private static string Word(KafkaPartitioner partitioner) => partitioner switch
    {
        KafkaPartitioner.Murmur2Random => "murmur2_random",
        KafkaPartitioner.Murmur2 => "murmur2",
        KafkaPartitioner.ConsistentRandom => "consistent_random",
        KafkaPartitioner.Consistent => "consistent",
        KafkaPartitioner.Fnv1aRandom => "fnv1a_random",
        KafkaPartitioner.Fnv1a => "fnv1a",
        _ => "random",
    };
}
