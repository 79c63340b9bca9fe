using System.Text;
using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Native;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Native;

/// <summary>Messages by librdkafka's own call, to its own cluster.</summary>
public sealed class NativeProducerTests : IDisposable
{
    private const int Sinks = 4;
    private const int Messages = 200;

    private readonly MockCluster? _cluster = new NativeFactAttribute().Skip is null ? new MockCluster() : null;

    public void Dispose() => _cluster?.Dispose();

    [NativeFact]
    public async Task Sinks_that_write_at_once_each_reach_their_own_topic()
    {
        const int rounds = 10;
        string[] topics = [.. Enumerable.Range(0, Sinks).Select(sink => $"topic-{sink}")];
        foreach (var topic in topics) _cluster!.CreateTopic(topic);

        for (var round = 0; round < rounds; round++)
        {
            using var client = new ProducerBuilder<byte[], byte[]>(new Dictionary<string, string> { ["bootstrap.servers"] = _cluster!.Bootstrap }).Build();
            using (var producer = NativeProducer.Of(client)!) await WriteAtOnceAsync(producer, topics);
            Assert.Equal(0, client.Flush(TimeSpan.FromMinutes(1)));
        }

        foreach (var topic in topics)
            Assert.Equal([(topic, rounds * Messages)], Received(topic).CountBy(value => value).Select(count => (count.Key, count.Value)));
    }

    /// <summary>A thread a topic; all of them begin with the new client at the same moment.</summary>
    private static async Task WriteAtOnceAsync(NativeProducer producer, string[] topics)
    {
        using var start = new Barrier(topics.Length);
        await Task.WhenAll(topics.Select(topic => Task.Factory.StartNew(() => Write(topic), TaskCreationOptions.LongRunning)));

        void Write(string topic)
        {
            start.SignalAndWait();
            for (var i = 0; i < Messages; i++) Assert.Equal(ErrorCode.NoError, producer.Produce(topic, hasKey: false, [], Encoding.UTF8.GetBytes(topic)));
        }
    }

    private List<string> Received(string topic)
    {
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = _cluster!.Bootstrap, ["group.id"] = "reader", ["enable.partition.eof"] = "true" };
        using var consumer = new ConsumerBuilder<Ignore, string>(settings).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var values = new List<string>();
        while (consumer.Consume() is { IsPartitionEOF: false } message) values.Add(message.Message.Value);
        consumer.Close();
        return values;
    }
}
