using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Where partitions of the source begin.</summary>
/// <param name="options">The source's.</param>
/// <param name="queries">The cluster.</param>
/// <param name="known">What a checkpoint or this run knows of a partition's position.</param>
/// <param name="usesGroup">What the group has committed counts.</param>
internal sealed class StartOffsets(KafkaSourceOptions options, ClusterQueries queries, Func<TopicPartition, KnownPosition?> known, bool usesGroup)
{
    private readonly HashSet<string> _explicit = [.. options.Topics];

    /// <summary>The offset to begin each partition at.</summary>
    /// <param name="partitions">Which.</param>
    /// <param name="foundLater">Topics that were not there when the run began.</param>
    /// <exception cref="InvalidDataException">An offset to go on from is no longer there.</exception>
    public Dictionary<TopicPartition, long> Of(IReadOnlyCollection<TopicPartition> partitions, Func<TopicPartition, bool> foundLater)
    {
        var committed = usesGroup ? queries.Committed(partitions) : [];
        var result = new Dictionary<TopicPartition, long>();
        foreach (var partition in partitions)
            if (GoOn(known(partition), committed.TryGetValue(partition, out var offset) ? offset : null) is { } goOn) result[partition] = goOn;
        Check(result, committed);

        var topics = result.Keys.Select(partition => partition.Topic).ToHashSet();
        var begun = partitions.Where(partition => !result.ContainsKey(partition)).ToLookup(partition =>
            foundLater(partition) || topics.Contains(partition.Topic) || (result.Count > 0 && !_explicit.Contains(partition.Topic)));
        Add(result, queries.Earliest([.. begun[true]]));
        Add(result, Begin([.. begun[false]]));
        return result;
    }

    /// <summary>The group's offset counts where nothing else is known, or where another host has gone on from what is.</summary>
    private static long? GoOn(KnownPosition? known, long? committed) =>
        known is not { } own ? committed : committed > own.Committed ? committed : own.Position;

    private static void Add(Dictionary<TopicPartition, long> result, Dictionary<TopicPartition, long> more)
    {
        foreach (var (partition, offset) in more) result[partition] = offset;
    }

    private Dictionary<TopicPartition, long> Begin(IReadOnlyList<TopicPartition> partitions)
    {
        if (options.Start.Offsets.Count > 0) return AtOffsets(partitions);
        if (options.Start.At == "earliest" || options.Start.IsLastRun) return queries.Earliest(partitions);
        if (options.Start.At == "latest") return queries.Latest(partitions, IsolationLevel.ReadUncommitted);
        var found = queries.At(partitions, options.Start.At);
        Add(found, queries.Latest([.. found.Where(each => each.Value < 0).Select(each => each.Key)], IsolationLevel.ReadUncommitted));
        return found;
    }

    private Dictionary<TopicPartition, long> AtOffsets(IReadOnlyList<TopicPartition> partitions)
    {
        var result = queries.Earliest(partitions);
        var written = new Dictionary<TopicPartition, long>();
        foreach (var partition in partitions)
            if (options.Start.Offsets.TryGetValue(partition.Topic, out var offsets) && partition.Partition.Value < offsets.Count)
                written[partition] = offsets[partition.Partition.Value];
        Check(written, []);
        Add(result, written);
        return result;
    }

    /// <exception cref="InvalidDataException">One of them is no longer there, or not yet.</exception>
    private void Check(Dictionary<TopicPartition, long> offsets, Dictionary<TopicPartition, long> committed)
    {
        var (earliest, latest) = (queries.Earliest(offsets.Keys), queries.Latest(offsets.Keys, IsolationLevel.ReadUncommitted));
        foreach (var (partition, offset) in offsets)
            if (offset < earliest[partition] || offset > latest[partition])
                throw LostOffsets.Of(partition, offset, earliest[partition], latest[partition], isGroups: committed.GetValueOrDefault(partition, -1) == offset, options);
    }
}

/// <summary>What is known of a partition apart from the group.</summary>
/// <param name="Position">Where to go on.</param>
/// <param name="Committed">The offset that this host has committed at most; a greater one is another host's.</param>
internal readonly record struct KnownPosition(long Position, long Committed);
