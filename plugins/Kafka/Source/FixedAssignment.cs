using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>A bounded read: all partitions that are there, from start to end, without being a member of the group.</summary>
internal sealed class FixedAssignment(
    KafkaSourceOptions options, SourceOutput output, Client client, GroupWatch group,
    StartOffsets starts, PartitionSet partitions, IsolationLevel isolation)
{
    private const string Alone = "a bounded read (until) reads every partition itself";

    /// <summary>Settles what is read and begins. Gives the end of each partition by name.</summary>
    /// <param name="saved">The ends that an earlier run has settled; empty when there was none.</param>
    /// <exception cref="InvalidDataException">There is no such topic, or an offset is no longer there.</exception>
    /// <exception cref="InvalidOperationException">Somebody else is in the group.</exception>
    public Dictionary<string, long> Begin(IReadOnlyDictionary<string, long> saved)
    {
        var choice = new TopicChoice(options.Topics);
        var there = client.Queries.Topics();
        choice.Require(there);
        var topics = choice.Of(there);
        if (topics.Count == 0) throw new InvalidDataException($"no topic fits {choice.Text}, so there is nothing to read until then.");
        group.WaitUntilAlone(Alone);
        List<TopicPartition> places = [.. topics.SelectMany(topic => Enumerable.Range(0, there[topic]).Select(number => new TopicPartition(topic, number)))];
        if (saved.Count > 0) places.RemoveAll(place => !saved.ContainsKey(PartitionSet.NameOf(place)));
        var begin = starts.Of(places, _ => false);
        var ends = saved.Count > 0
            ? places.ToDictionary(place => place, place => saved[PartitionSet.NameOf(place)])
            : EndOffsets.Of(options.Until!, begin, client.Queries, isolation);
        Open(places, begin, ends);
        return ends.ToDictionary(each => PartitionSet.NameOf(each.Key), each => each.Value);
    }

    private void Open(List<TopicPartition> places, Dictionary<TopicPartition, long> begin, Dictionary<TopicPartition, long> ends)
    {
        // All are open before the first is read, so that the watermark waits for each.
        foreach (var place in places) partitions.Open(place, begin[place], ends[place]);
        output.AllOpen();
        output.Expect(places.Sum(place => Math.Max(0, ends[place] - begin[place])));
        foreach (var partition in partitions.All) partition.ReachEnd(partition.Start);
        // What is read already is not even fetched.
        List<PartitionReader> unread = [.. partitions.All.Where(partition => !partition.IsRead)];
        client.Assign(
            [.. unread.Select(partition => new TopicPartitionOffset(partition.Place, partition.Start))],
            unread.Max(partition => (long?)(ends[partition.Place] - partition.Start)) ?? 0);
    }
}
