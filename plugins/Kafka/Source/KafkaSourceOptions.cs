using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// Reads topics of a Kafka cluster as a member of a consumer group. The value of a message is decoded; its key, headers
/// and time can be columns. A message without a value is a row of nulls where the decoder reads JSON, and a dead letter
/// otherwise, as is one whose key or header is asked for and is no UTF-8 text. Reading begins where a checkpoint says,
/// else where the group has committed, else at start. New partitions, and new topics that fit a pattern, are read from
/// their beginning. Several hosts may share a group when the pipeline keeps no state, each with a checkpoint path of its
/// own; otherwise a second one is refused. A partition goes to another host when what was read of it is committed.
/// Where checkpoints are kept a host has a name of its own in the group (group.instance.id): one that comes back within
/// its session (session.timeout.ms) takes its old place at once, and until then nobody else does.
/// While one of several brokers does not answer its partitions are waited for, which is told, and the others are read. Where
/// idle_after is written that is noticed within a quarter of it, or a second where that is less; of a broker that goes without
/// a word, as without power, when fetch.wait.max.ms and another second are over.
/// </summary>
/// <example>
/// kafka: { brokers: "localhost:9092", topics: hydraulic-*, group: hydraulic, start: earliest }
/// </example>
public sealed record KafkaSourceOptions : KafkaConnection
{
    /// <summary>A topic, a pattern with <c>*</c> and <c>?</c>, a regular expression between slashes, or a list of these.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The consumer group; unless said otherwise the pipeline's name.</summary>
    [NotEmpty]
    public string? Group { get; init; }

    /// <summary>
    /// Where to begin a partition that neither a checkpoint nor the group has a position of: earliest, latest, a time (of
    /// messages), or offsets. last_run, for bounded reads: where the last run that came to its end has ended, the first
    /// one at the earliest; one that fails or is stopped before its end moves nothing. A time or offsets of a bounded read
    /// hold whatever the group has committed, which stays as it is.
    /// </summary>
    public StartOptions Start { get; init; } = new();

    /// <summary>A slice that is written out: the group's position neither counts nor moves.</summary>
    internal bool IsSlice => Until is not null && (Start.Offsets.Count > 0 || Start.At is not ("earliest" or "latest" or StartOptions.LastRun));

    /// <summary>Makes it a bounded read: it ends where partitions ended when it began (latest), at a time before, after so many messages, or at offsets.</summary>
    public UntilOptions? Until { get; init; }

    /// <summary>Columns beside those that are decoded, by name: key, partition, offset, timestamp, topic, or header.NAME.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>Where to begin.</summary>
public sealed record StartOptions
{
    internal const string LastRun = "last_run";

    /// <summary>earliest, latest, last_run, or a time: the first message that is as late or later.</summary>
    [Whole]
    public string At { get; init; } = "earliest";

    /// <summary>The group's offsets are moved only when everything up to the end of a bounded read has gone through.</summary>
    internal bool IsLastRun => At == LastRun;

    /// <summary>Offsets by topic, one for each partition in order; partitions behind the last one begin at the earliest.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Offsets { get; init; } = new Dictionary<string, IReadOnlyList<long>>();
}

/// <summary>Where to end.</summary>
public sealed record UntilOptions
{
    /// <summary>latest, or a time: before the first message that is as late or later. What comes after the start is not read in any case.</summary>
    [Whole]
    public string At { get; init; } = "latest";

    /// <summary>So many messages in all of those that are there, spread evenly over the partitions; gaps between offsets count.</summary>
    [Positive]
    public long? Messages { get; init; }

    /// <summary>Offsets to end before, by topic, one for each partition in order; partitions behind the last one are read to their end.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Offsets { get; init; } = new Dictionary<string, IReadOnlyList<long>>();
}
