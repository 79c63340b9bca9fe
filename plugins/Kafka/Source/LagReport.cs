using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// Says once a second how far the pipeline is behind the end of each partition, as the client knows it from what it has
/// fetched: no broker is asked.
/// </summary>
internal sealed class LagReport(Client client, PartitionSet partitions, SourceOutput output)
{
    private const int Every = 1000;

    private long _next;

    public void Tick()
    {
        if (Environment.TickCount64 < _next) return;
        _next = Environment.TickCount64 + Every;
        foreach (var partition in partitions.All)
            if (EndOf(partition.Place) is { } end) output.Behind(partition.Partition, Math.Max(0, end - partition.Sent));
    }

    /// <summary>Behind the last message of a partition; null where the client does not know yet.</summary>
    private long? EndOf(TopicPartition place)
    {
        try
        {
            return client.Fetched(place).High is { IsSpecial: false } end ? end.Value : null;
        }
        catch (KafkaException)
        {
            // It is not this host's any more, and will be gone from the set.
            return null;
        }
    }
}
