using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamGuard.Soak.Hosting.Proof;

/// <summary>A topic as somebody reads it who sees only what is committed.</summary>
internal static class Topic
{
    public static async Task CreateAsync(string brokers, IEnumerable<KeyValuePair<string, int>> topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        await admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification { Name = topic.Key, NumPartitions = topic.Value, ReplicationFactor = 1 })).ConfigureAwait(false);
    }

    /// <summary>Gives every message that is there now, each partition in its order.</summary>
    public static void Read(string brokers, string topic, Action<string> take)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "soak-proof",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(20)).Topics.Single().Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)).ToList();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        for (var open = partitions.Count; open > 0;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(60)) ?? throw new TimeoutException($"{topic} does not come to its end");
            if (result.IsPartitionEOF) open--;
            else take(result.Message.Value);
        }
    }
}
