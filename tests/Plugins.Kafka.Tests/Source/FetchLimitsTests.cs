using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Source;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class FetchLimitsTests(Broker broker)
{
    private const int Partitions = 4;
    private const int EachHolds = 25_000;
    private const int EachWanted = 250;

    private static readonly string Filler = new('x', 230);
    private static readonly DateTime Noon = new(2025, 11, 8, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1, "16384")]
    [InlineData(1000, "256000")]
    [InlineData(99_999, "1048576")]
    public void Follow_what_is_wanted(long most, string bytes)
    {
        var limits = FetchLimits.Of(new Dictionary<string, string> { ["client.id"] = "a" }, new Dictionary<string, string>(), most)!;

        Assert.Equal([("client.id", "a"), ("fetch.message.max.bytes", bytes), ("queued.min.messages", "1")], limits.Select(each => (each.Key, each.Value)).Order());
    }

    [Fact]
    public void Are_the_clients_own_where_much_is_wanted_or_one_is_written()
    {
        Assert.Null(FetchLimits.Of(new Dictionary<string, string>(), new Dictionary<string, string>(), 100_000));
        Assert.Null(FetchLimits.Of(new Dictionary<string, string>(), new Dictionary<string, string> { ["max.partition.fetch.bytes"] = "1000" }, 1));
    }

    [BrokerTheory]
    [InlineData("until: { messages: 1000 }")]
    [InlineData("start: { offsets: { TOPIC: [9000, 9000, 9000, 9000] } }, until: { offsets: { TOPIC: [9250, 9250, 9250, 9250] } }")]
    [InlineData("start: 2025-11-08T12:00:05Z, until: 2025-11-08T12:00:05.250Z")]
    public async Task A_thousand_messages_of_many_are_all_that_is_fetched(string slice)
    {
        var counted = new ConcurrentDictionary<string, long>();
        using var rig = new SourceRig(broker, Partitions) { Settings = "statistics.interval.ms: 20", OnStatistics = json => Note(counted, json) };
        Fill(rig.Topic);

        var read = await rig.ReadAsync(rig.Pipeline(slice.Replace("TOPIC", rig.Topic, StringComparison.Ordinal)));

        Assert.Equal(Partitions * EachWanted, read.Count);
        // Requests and batches seldom end where the slice does.
        Assert.InRange(counted.Values.Sum(), Partitions * EachWanted * Filler.Length, 4 * Partitions * EachWanted * Filler.Length);
    }

    /// <summary>A message a millisecond, in batches as Kafka's own client makes them.</summary>
    private void Fill(string topic)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap, BatchSize = 16_384, LingerMs = 5, QueueBufferingMaxMessages = Partitions * EachHolds }).Build();
        for (var i = 0; i < EachHolds; i++)
            for (var partition = 0; partition < Partitions; partition++)
                producer.Produce(new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes($"{{\"n\":{i},\"filler\":\"{Filler}\"}}"), Timestamp = new Timestamp(Noon.AddMilliseconds(i)) });
        producer.Flush();
    }

    /// <summary>Keeps the bytes that each client has got from each broker.</summary>
    private static void Note(ConcurrentDictionary<string, long> counted, string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        foreach (var broker in root.GetProperty("brokers").EnumerateObject())
            counted[$"{root.GetProperty("name").GetString()} {broker.Name}"] = broker.Value.GetProperty("rxbytes").GetInt64();
    }
}
