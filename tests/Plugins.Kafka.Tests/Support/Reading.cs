using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A message as a consumer sees it.</summary>
internal sealed record Seen(int Partition, string? Key, string Value, IReadOnlyDictionary<string, string> Headers)
{
    public long Id => (long)JsonNode.Parse(Value)!["id"]!;
}

/// <summary>Reads topics as others would.</summary>
internal static class Reading
{
    /// <summary>All messages of a topic that are committed, up to its end, by partition and offset.</summary>
    public static IReadOnlyList<Seen> Committed(this Broker broker, string topic) => Read(broker.Bootstrap, topic, "read_committed");

    /// <summary>Those of transactions that were aborted or are open too.</summary>
    public static IReadOnlyList<Seen> Uncommitted(this Broker broker, string topic) => Read(broker.Bootstrap, topic, "read_uncommitted");

    /// <summary>Ids of the rows in the topic, ascending.</summary>
    public static IEnumerable<long> CommittedIds(this Broker broker, string topic) => broker.Committed(topic).Select(message => message.Id).Order();

    public static IReadOnlyList<Seen> Read(string bootstrap, string topic, string isolation)
    {
        var settings = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = bootstrap,
            ["group.id"] = $"reader-{Guid.NewGuid():N}",
            ["enable.auto.commit"] = "false",
            ["auto.offset.reset"] = "earliest",
            ["isolation.level"] = isolation,
            ["enable.partition.eof"] = "true",
            ["fetch.wait.max.ms"] = "50",
        };
        using var consumer = new ConsumerBuilder<string?, string>(settings).SetLogHandler((_, _) => { }).Build();
        var partitions = Partitions(settings, topic);
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var (seen, open) = (new List<Seen>(), partitions.Count);
        while (open > 0)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"no end of {topic}");
            if (result.IsPartitionEOF) open--;
            else seen.Add(new Seen(result.Partition, result.Message.Key, result.Message.Value, result.Message.Headers.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()))));
        }

        return [.. seen.OrderBy(message => message.Partition)];
    }

    private static List<int> Partitions(Dictionary<string, string> settings, string topic)
    {
        using var admin = new AdminClientBuilder(new Dictionary<string, string> { ["bootstrap.servers"] = settings["bootstrap.servers"] }).Build();
        return [.. admin.GetMetadata(topic, TimeSpan.FromSeconds(30)).Topics.Single().Partitions.Select(partition => partition.PartitionId)];
    }
}
