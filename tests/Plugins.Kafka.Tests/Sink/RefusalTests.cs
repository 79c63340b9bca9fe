using Confluent.Kafka.Admin;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Sink;

/// <summary>
/// What a real broker refuses for good. A row that it alone refuses is a dead letter where it is sent by itself; in a
/// transaction all rows stand or fall together, so the run stops. Nothing of this is mended by beginning again.
/// </summary>
[Collection("broker")]
public sealed class RefusalTests(Broker broker) : IDisposable
{
    private readonly string _topic = broker.NewName("refusing");
    private TestRun? _run;

    public void Dispose() => _run?.Dispose();

    [BrokerFact]
    public async Task A_row_above_what_the_topic_takes_by_now_is_a_dead_letter()
    {
        var sink = await OpenAsync(Options(), Delivery.AtLeastOnce);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        MakeSmall();
        await sink.WriteAsync([Large(2)]);
        await sink.EpochAsync(2);
        await sink.CloseAsync();

        Assert.Equal([(2L, "refused by the broker: Broker: Message size too large")], sink.Dead);
    }

    [BrokerFact]
    public async Task In_a_transaction_it_stops_the_run_and_is_a_dead_letter_of_the_next()
    {
        var sink = await OpenAsync(Options());
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        MakeSmall();
        await sink.WriteAsync([Large(2)]);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.EpochAsync(2));
        _run!.Dispose();
        var next = await OpenAsync(Options());
        await next.WriteAsync([Large(2), SinkRun.Row(3)]);
        await next.EpochAsync(2);

        Assert.Contains("Message size too large", refused.Message, StringComparison.Ordinal);
        Assert.Contains(": the topic takes less than it did, or does not tell: start from the last checkpoint", refused.Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], broker.CommittedIds(_topic));
        Assert.Equal(2, Assert.Single(next.Dead).Id);
    }

    [BrokerTheory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task Rows_without_a_key_in_a_topic_that_is_compacted(Delivery delivery)
    {
        broker.Tool("topics", "--create", "--topic", _topic, "--config", "cleanup.policy=compact");
        var sink = await OpenAsync(Options(), delivery);
        await sink.WriteAsync(1);

        if (delivery == Delivery.AtLeastOnce)
        {
            await sink.EpochAsync(1);
            Assert.Equal([(1L, "refused by the broker: Broker: Broker failed to validate record")], sink.Dead);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.EpochAsync(1));
            Assert.EndsWith(": a topic that is compacted wants a key", refused.Message, StringComparison.Ordinal);
        }

        await sink.CloseAsync();
    }

    [BrokerTheory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task The_right_to_write_that_is_taken_away_stops_the_run(Delivery delivery)
    {
        var sink = await OpenAsync(Guarded(), delivery);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        await broker.DenyAsync(ResourceType.Topic, _topic, AclOperation.Write);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await sink.WriteAsync(2);
            await sink.EpochAsync(2);
        });
        await sink.CloseAsync();

        Assert.EndsWith(": give its user the right to write to the topic", refused.Message, StringComparison.Ordinal);
    }

    [BrokerTheory]
    [InlineData(ResourceType.Topic, AclOperation.Describe, "cannot be written to: Broker: Topic authorization failed; make it, or look at its name and the rights of the user")]
    [InlineData(ResourceType.Group, AclOperation.Describe, ": give its user the right to read the groups whose names begin with the pipeline's")]
    [InlineData(ResourceType.Group, AclOperation.Read, ": give its user the right to read the groups whose names begin with the pipeline's")]
    public async Task A_right_that_was_never_there_stops_the_run(ResourceType type, AclOperation operation, string remedy)
    {
        if (type == ResourceType.Topic) broker.Tool("topics", "--create", "--topic", _topic);
        await broker.DenyAsync(type, type == ResourceType.Topic ? _topic : $"{_topic}.", operation);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await (await OpenAsync(Guarded())).EpochAsync(1));

        Assert.EndsWith(remedy, refused.Message, StringComparison.Ordinal);
    }

    [BrokerTheory]
    [InlineData(AclOperation.Write)]
    [InlineData(AclOperation.Describe)]
    public async Task A_right_of_transactions_that_was_never_there_stops_the_run(AclOperation operation)
    {
        broker.DenyTransactions($"{_topic}.", operation);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(Guarded()));

        Assert.EndsWith(": give its user the right to write with a transactional id that begins with the pipeline's name", refused.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task Who_may_write_need_not_look_at_settings()
    {
        broker.Tool("topics", "--create", "--topic", _topic);
        await broker.DenyAsync(ResourceType.Topic, _topic, AclOperation.DescribeConfigs);
        var sink = await OpenAsync(Guarded());

        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        Assert.Equal([1], broker.CommittedIds(_topic));
    }

    [BrokerTheory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task A_topic_that_is_deleted_and_not_made_again_stops_the_run(Delivery delivery)
    {
        broker.Tool("topics", "--create", "--topic", _topic);
        var sink = await OpenAsync(Options() with { Settings = new Dictionary<string, string> { ["allow.auto.create.topics"] = "false" } }, delivery);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        broker.Tool("topics", "--delete", "--topic", _topic);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await sink.WriteAsync(2);
            await sink.EpochAsync(2);
        });
        await sink.CloseAsync();

        Assert.StartsWith($"topic '{_topic}' cannot be written to: Broker: Unknown topic or partition; make it", refused.Message, StringComparison.Ordinal);
    }

    private void MakeSmall() => broker.Tool("configs", "--alter", "--topic", _topic, "--add-config", "max.message.bytes=1000");

    private static object?[] Large(int id) => SinkRun.Row(id, new string('b', 25_000));

    private KafkaSinkOptions Guarded() => Options() with { Brokers = [broker.Guarded], Settings = Rights.Robot };

    private async Task<SinkRun> OpenAsync(KafkaSinkOptions options, Delivery? delivery = null) =>
        await SinkRun.OpenAsync(options, _run = new TestRun(_topic), delivery);

    private KafkaSinkOptions Options() => new() { Brokers = [broker.Bootstrap], Topic = _topic };
}
