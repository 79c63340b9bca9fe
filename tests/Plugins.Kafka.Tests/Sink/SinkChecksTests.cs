using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Sink;

public class SinkChecksTests
{
    private static readonly KafkaSinkOptions Options = new() { Brokers = ["localhost:9092"], Topic = "topic" };

    private readonly TestBinder _binder = new();

    [Theory]
    [InlineData(null, Delivery.ExactlyOnce)]
    [InlineData(Delivery.ExactlyOnce, Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce, Delivery.AtLeastOnce)]
    public void Rows_are_delivered_exactly_once_unless_they_are_to_be_sent_at_once(Delivery? asked, Delivery expected)
    {
        Assert.Equal(expected, SinkChecks.Delivery(Binding(asked), Options));
        Assert.Empty(_binder.Problems.All);
    }

    [Fact]
    public void Weaker_options_are_the_sink_s_best_where_nothing_else_is_asked_for()
    {
        Assert.Equal(Delivery.AtLeastOnce, SinkChecks.Delivery(Binding(null), Options with { Acks = KafkaAcks.Leader, Idempotence = false }));
        Assert.Empty(_binder.Problems.All);
    }

    [Fact]
    public void Columns_are_found_in_the_input()
    {
        var columns = SinkChecks.Columns(Binding(null), Options with { TopicColumn = "where", Key = ["name", "id"], Headers = new Dictionary<string, string> { ["v"] = "value" } });

        Assert.Equal(3, columns.Topic);
        Assert.Equal([1, 0], columns.Key);
        Assert.Equal([("v", 2)], columns.Headers);
    }

    private SinkBinding Binding(Delivery? delivery) => new(_binder, SinkRun.Schema, delivery);
}
