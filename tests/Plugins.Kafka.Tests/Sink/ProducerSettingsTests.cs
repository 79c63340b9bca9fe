using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Tests.Sink;

public class ProducerSettingsTests
{
    private static readonly KafkaSinkOptions Options = new() { Brokers = ["localhost:9092"], Topic = "topic" };

    [NativeTheory]
    [InlineData(KafkaPartitioner.Murmur2Random)]
    [InlineData(KafkaPartitioner.Murmur2)]
    [InlineData(KafkaPartitioner.ConsistentRandom)]
    [InlineData(KafkaPartitioner.Consistent)]
    [InlineData(KafkaPartitioner.Fnv1aRandom)]
    [InlineData(KafkaPartitioner.Fnv1a)]
    [InlineData(KafkaPartitioner.Random)]
    public void Every_partitioner_is_one_of_librdkafka(KafkaPartitioner partitioner) => MakeProducer(Options with { Partitioner = partitioner });

    [NativeTheory]
    [InlineData(KafkaCompression.None)]
    [InlineData(KafkaCompression.Gzip)]
    [InlineData(KafkaCompression.Snappy)]
    [InlineData(KafkaCompression.Lz4)]
    public void Every_compression_is_one_of_librdkafka(KafkaCompression compression) => MakeProducer(Options with { Compression = compression });

    [NativeTheory]
    [InlineData(KafkaAcks.All, true)]
    [InlineData(KafkaAcks.Leader, false)]
    [InlineData(KafkaAcks.None, false)]
    public void Every_choice_of_acks_is_one_of_librdkafka(KafkaAcks acks, bool idempotence) => MakeProducer(Options with { Acks = acks, Idempotence = idempotence, Linger = Duration.FromMicroseconds(500) });

    [Fact]
    public void No_batch_is_larger_than_the_topic_takes_and_a_message_may_be_as_large()
    {
        var settings = ProducerSettings.Within(new TopicFacts(null, 20_000), ProducerSettings.Of(Options, "client"));

        Assert.Equal(("18976", "20000"), (settings["batch.size"], settings["message.max.bytes"]));
        Assert.Equal(20_000, ProducerSettings.LargestOf(new TopicFacts(null, 1_000_000), settings));
    }

    [Fact]
    public void What_the_file_says_of_sizes_holds()
    {
        var options = Options with { Settings = new Dictionary<string, string> { ["batch.size"] = "500", ["message.max.bytes"] = "5000" } };

        var settings = ProducerSettings.Within(new TopicFacts(null, 20_000), ProducerSettings.Of(options, "client"));

        Assert.Equal(("500", "5000"), (settings["batch.size"], settings["message.max.bytes"]));
        Assert.Equal(5000, ProducerSettings.LargestOf(new TopicFacts(null, 20_000), settings));
    }

    [Fact]
    public void A_topic_that_takes_less_than_the_client_s_batches_is_refused_with_the_remedy()
    {
        var settings = ProducerSettings.Within(new TopicFacts(null, 20_000), ProducerSettings.Of(Options, "client"));

        var refused = Assert.Throws<InvalidOperationException>(() => ProducerSettings.RequireWithin(new TopicFacts(null, 10_000), "small", settings));

        Assert.Contains("topic 'small' takes batches of up to 10000 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("batch.size: 8976", refused.Message, StringComparison.Ordinal);
    }

    private static void MakeProducer(KafkaSinkOptions options)
    {
        var settings = ProducerSettings.Of(options, "client");
        using var producer = Clients.Producer(settings, new ClientLog(settings));
        Assert.NotNull(producer.Name);
    }
}
