using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>The partitions that are this host's to read. Changed by the reading thread only.</summary>
/// <param name="output">The pipeline.</param>
/// <param name="columns">Columns beside the decoded ones.</param>
internal sealed class PartitionSet(SourceOutput output, MessageColumns columns)
{
    private readonly Dictionary<TopicPartition, PartitionReader> _all = [];
    private PartitionReader[] _listed = [];
    private PartitionReader? _last;

    /// <summary>All of them, for any thread.</summary>
    public IReadOnlyList<PartitionReader> All => Volatile.Read(ref _listed);

    public static string NameOf(TopicPartition place) => $"{place.Topic}[{place.Partition.Value}]";

    public PartitionReader Open(TopicPartition place, long start, long? end = null)
    {
        var name = NameOf(place);
        var opened = new PartitionReader(place, output.Open(name, start), output.NewFramer(name), columns, start, end);
        _all[place] = opened;
        List();
        return opened;
    }

    /// <summary>The partition a message comes from; most come from that of the one before.</summary>
    public bool TryFind(string topic, int partition, [NotNullWhen(true)] out PartitionReader? found)
    {
        found = _last;
        if (found is { IsGone: false } && found.Place.Partition.Value == partition && found.Place.Topic == topic) return true;
        if (!_all.TryGetValue(new TopicPartition(topic, partition), out found)) return false;
        _last = found;
        return true;
    }

    public PartitionReader? Find(TopicPartition place) => _all.GetValueOrDefault(place);

    /// <summary>The partition is another's; what was not sent of it is forgotten.</summary>
    public void Remove(PartitionReader partition)
    {
        partition.Leave();
        _all.Remove(partition.Place);
        List();
    }

    private void List() => Volatile.Write(ref _listed, [.. _all.Values]);
}
