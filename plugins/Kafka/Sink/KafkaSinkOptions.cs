using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>
/// Writes each row to a Kafka topic, as a JSON object. Exactly once: rows of an epoch are one transaction, with those of
/// the pipeline's other such sinks of the same cluster and with the offsets its sources have read there. The transactional
/// id begins with the pipeline's name and a dot; the last epoch that was committed is the offset of the group
/// <c>pipeline.sink.epoch</c> in the topic's first partition.
/// </summary>
/// <example>
/// kafka:
///   brokers: [kafka-1:9092, kafka-2:9092]
///   topic: alerts
///   key: [machine]
///   headers: { rule: rule }
///   compression: lz4
///   settings: { security.protocol: ssl, ssl.ca.location: /etc/ssl/kafka.pem }
/// </example>
public sealed record KafkaSinkOptions : KafkaConnection
{
    /// <summary>The topic; it must exist, unless the cluster makes topics by itself.</summary>
    [NotEmpty]
    public required string Topic { get; init; }

    /// <summary>A text column that names the topic of each row; where it is null the row goes to topic.</summary>
    [NotEmpty]
    public string? TopicColumn { get; init; }

    /// <summary>The column that is the message's key, as text; of several columns the key is a JSON list. Rows of one key keep their order.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Headers of the message: name to the column whose text it has. A null has no header.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How a key finds its partition; murmur2_random is what Java's clients do.</summary>
    public KafkaPartitioner Partitioner { get; init; } = KafkaPartitioner.Murmur2Random;

    /// <summary>How messages are packed on their way and in the topic.</summary>
    public KafkaCompression Compression { get; init; }

    /// <summary>Who must have a message before it counts as sent; less than all brings no exactly_once.</summary>
    public KafkaAcks Acks { get; init; }

    /// <summary>A message that is sent again after a lost answer is kept once; always so with exactly_once.</summary>
    public bool Idempotence { get; init; } = true;

    /// <summary>How long a message waits for others to be sent with.</summary>
    [NotNegative]
    public Duration Linger { get; init; } = new(5000);
}

/// <summary>How a message finds its partition.</summary>
public enum KafkaPartitioner
{
    /// <summary>By murmur2 of the key, as Java's clients do; without a key by chance.</summary>
    Murmur2Random,

    /// <summary>By murmur2 of the key; all without a key go to one partition.</summary>
    Murmur2,

    /// <summary>By CRC32 of the key; without a key by chance.</summary>
    ConsistentRandom,

    /// <summary>By CRC32 of the key; all without a key go to one partition.</summary>
    Consistent,

    /// <summary>By FNV-1a of the key; without a key by chance.</summary>
    Fnv1aRandom,

    /// <summary>By FNV-1a of the key; all without a key go to one partition.</summary>
    Fnv1a,

    /// <summary>By chance, whatever the key.</summary>
    Random,
}

/// <summary>How messages are packed.</summary>
public enum KafkaCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Small, slow.</summary>
    Gzip,

    /// <summary>Quick.</summary>
    Snappy,

    /// <summary>Quicker.</summary>
    Lz4,

    /// <summary>Small.</summary>
    Zstd,
}

/// <summary>Who must have a message before it counts as sent.</summary>
public enum KafkaAcks
{
    /// <summary>Every broker in sync.</summary>
    All,

    /// <summary>The partition's leader.</summary>
    Leader,

    /// <summary>Nobody.</summary>
    None,
}
