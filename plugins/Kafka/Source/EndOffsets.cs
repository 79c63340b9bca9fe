using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Where a bounded read ends, settled once from what the cluster holds when it begins.</summary>
internal static class EndOffsets
{
    /// <summary>The offset that each partition is read up to, itself not read; never before its start.</summary>
    /// <param name="until">The option.</param>
    /// <param name="starts">Where each partition begins.</param>
    /// <param name="queries">The cluster.</param>
    /// <param name="isolation">Whether messages of open transactions count.</param>
    public static Dictionary<TopicPartition, long> Of(
        UntilOptions until, IReadOnlyDictionary<TopicPartition, long> starts, ClusterQueries queries, IsolationLevel isolation)
    {
        var ends = queries.Latest([.. starts.Keys], isolation);
        if (until.At != "latest") NoLaterThan(ends, until.At, queries);
        foreach (var partition in starts.Keys)
            if (until.Offsets.TryGetValue(partition.Topic, out var offsets) && partition.Partition.Value < offsets.Count)
                ends[partition] = Math.Min(ends[partition], offsets[partition.Partition.Value]);
        foreach (var (partition, start) in starts) ends[partition] = Math.Max(ends[partition], start);
        if (until.Messages is not { } messages) return ends;

        var order = starts.Keys.OrderBy(partition => partition.Topic, StringComparer.Ordinal).ThenBy(partition => partition.Partition.Value).ToList();
        var shares = Spread(messages, [.. order.Select(partition => ends[partition] - starts[partition])]);
        for (var i = 0; i < order.Count; i++) ends[order[i]] = starts[order[i]] + shares[i];
        return ends;
    }

    /// <summary>Spreads a number over places, as evenly as what each of them holds allows; the first ones get what is left over.</summary>
    public static long[] Spread(long number, IReadOnlyList<long> holds)
    {
        var shares = new long[holds.Count];
        var left = Math.Min(number, holds.Sum());
        while (left > 0)
        {
            var open = Enumerable.Range(0, shares.Length).Where(i => shares[i] < holds[i]).ToList();
            var each = Math.Max(1, left / open.Count);
            foreach (var i in open)
            {
                var more = Math.Min(Math.Min(each, left), holds[i] - shares[i]);
                shares[i] += more;
                left -= more;
            }
        }

        return shares;
    }

    private static void NoLaterThan(Dictionary<TopicPartition, long> ends, string time, ClusterQueries queries)
    {
        foreach (var (partition, offset) in queries.At([.. ends.Keys], time))
            if (offset >= 0) ends[partition] = Math.Min(ends[partition], offset);
    }
}
