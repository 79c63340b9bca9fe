using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Sink;

[Collection("broker")]
public sealed class KafkaSinkTests(Broker broker) : IDisposable
{
    private readonly string _topic = broker.NewName("sink");
    private TestRun? _run;

    public void Dispose() => _run?.Dispose();

    [BrokerFact]
    public async Task A_row_is_a_message_with_key_and_headers()
    {
        var sink = await OpenAsync(Options() with { Key = ["name"], Headers = new Dictionary<string, string> { ["from"] = "where", ["value"] = "value" } });

        await sink.WriteAsync([SinkRun.Row(3, "pump", "hall"), SinkRun.Row(4, null, null)]);
        await sink.EpochAsync(1);

        var messages = broker.Committed(_topic);
        Assert.Equal(("pump", """{"id":3,"name":"pump","value":1.5,"where":"hall"}"""), (messages[0].Key, messages[0].Value));
        Assert.Equal(new Dictionary<string, string> { ["from"] = "hall", ["value"] = "1.5" }, messages[0].Headers);
        Assert.Equal(["value"], messages[1].Headers.Keys);
    }

    [BrokerFact]
    public async Task A_key_of_several_columns_is_a_list_and_a_key_that_is_null_is_none()
    {
        var several = await OpenAsync(Options() with { Key = ["id", "name"] });
        await several.WriteAsync([SinkRun.Row(3, "pump")]);
        await several.EpochAsync(1);
        _run!.Dispose();
        var one = await OpenAsync(Options() with { Key = ["where"] });
        await one.WriteAsync([SinkRun.Row(4)]);
        await one.EpochAsync(2);

        Assert.Equal(["[3,\"pump\"]", null], broker.Committed(_topic).Select(message => message.Key));
    }

    [BrokerTheory]
    [InlineData(null)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task A_key_may_be_empty_and_finds_its_partition_as_with_other_clients(Delivery? delivery)
    {
        broker.Tool("topics", "--create", "--topic", _topic, "--partitions", "7");
        var sink = await OpenAsync(Options() with { Key = ["name"] }, delivery);

        await sink.WriteAsync([SinkRun.Row(1, ""), [2L, null, 1.5, null], SinkRun.Row(3, "21"), SinkRun.Row(4, "foobar"), SinkRun.Row(5, "größe")]);
        await sink.EpochAsync(1);

        var messages = broker.Committed(_topic).OrderBy(message => message.Id).ToList();
        Assert.Equal(["", null, "21", "foobar", "größe"], messages.Select(message => message.Key));
        // murmur2 of "21" and "foobar", as Kafka's own tests of its hash have them, without their sign, modulo 7.
        Assert.Equal((-973932308 & 0x7fffffff) % 7, messages[2].Partition);
        Assert.Equal((-790332482 & 0x7fffffff) % 7, messages[3].Partition);
    }

    [BrokerFact]
    public async Task Messages_keep_their_order_where_the_client_is_full_again_and_again()
    {
        var sink = await OpenAsync(Options() with { Settings = new Dictionary<string, string> { ["queue.buffering.max.messages"] = "10" } });

        await sink.WriteAsync(Enumerable.Range(0, 2000));
        await sink.EpochAsync(1);

        Assert.Equal(Enumerable.Range(0, 2000).Select(id => (long)id), broker.Committed(_topic).Select(message => message.Id));
    }

    [BrokerFact]
    public async Task Rows_are_seen_when_their_epoch_is_committed_and_not_before()
    {
        var sink = await OpenAsync(Options());

        await sink.WriteAsync(1, 2, 3);
        await sink.PrepareAsync(1);
        Assert.Empty(broker.Committed(_topic));
        Assert.Equal(3, broker.Uncommitted(_topic).Count);

        await sink.CommitAsync(1);
        Assert.Equal([1, 2, 3], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task Rows_of_an_epoch_that_was_not_committed_are_never_seen()
    {
        var sink = await OpenAsync(Options());
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        await sink.WriteAsync(2);
        await sink.PrepareAsync(2);
        await sink.CloseAsync();
        _run!.Dispose();

        Assert.Equal([1], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task Rows_that_are_delivered_at_least_once_are_seen_at_once()
    {
        var sink = await OpenAsync(Options(), Delivery.AtLeastOnce);

        await sink.WriteAsync(1, 2);
        await Waiting.Until(() => broker.CommittedIds(_topic).SequenceEqual([1L, 2L]));
        await sink.EpochAsync(1);

        Assert.Equal([1, 2], broker.CommittedIds(_topic));
        await sink.CloseAsync();
    }

    [BrokerFact]
    public async Task The_topic_of_a_row_is_what_its_column_says()
    {
        var other = broker.NewName("other");
        var sink = await OpenAsync(Options() with { TopicColumn = "where" });

        await sink.WriteAsync([SinkRun.Row(1), SinkRun.Row(2, where: other), SinkRun.Row(3, where: "no topic/at all"), SinkRun.Row(4, where: other)]);
        await sink.EpochAsync(1);

        Assert.Equal([1], broker.CommittedIds(_topic));
        Assert.Equal([2, 4], broker.CommittedIds(other));
        Assert.Equal((3L, "topic cannot be written to: 'no topic/at all': not a name of a topic"), Assert.Single(sink.Dead));
    }

    [BrokerTheory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task A_message_above_what_the_topic_takes_is_a_dead_letter_and_nothing_else_is_lost(Delivery delivery)
    {
        broker.Tool("topics", "--create", "--topic", _topic, "--config", "max.message.bytes=20000");
        var sink = await OpenAsync(Options(), delivery);

        // Together they are more than the topic takes in a batch, each alone is not.
        await sink.WriteAsync([SinkRun.Row(1, new string('a', 15_000)), SinkRun.Row(2, new string('b', 25_000)), SinkRun.Row(3, new string('c', 15_000))]);
        await sink.EpochAsync(1);
        await sink.CloseAsync();

        Assert.Equal([1, 3], broker.CommittedIds(_topic));
        var (id, reason) = Assert.Single(sink.Dead);
        Assert.Equal(2, id);
        Assert.Matches($"^message too large: 25\\d\\d\\d bytes, topic '{_topic}' takes 20000$", reason);
    }

    [BrokerFact]
    public async Task A_message_may_be_as_large_as_the_topic_says()
    {
        broker.Tool("topics", "--create", "--topic", _topic, "--config", "max.message.bytes=5000000");
        var sink = await OpenAsync(Options());

        await sink.WriteAsync([SinkRun.Row(1, new string('a', 4_900_000))]);
        await sink.EpochAsync(1);

        Assert.Equal([1], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task A_full_client_is_waited_for()
    {
        var sink = await OpenAsync(Options() with { Settings = new Dictionary<string, string> { ["queue.buffering.max.messages"] = "10" } });

        await sink.WriteAsync(Enumerable.Range(1, 1000));
        await sink.EpochAsync(1);

        Assert.Equal(Enumerable.Range(1, 1000).Select(id => (long)id), broker.CommittedIds(_topic));
    }

    [BrokerTheory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task A_broker_that_is_away_is_waited_for_and_nothing_is_lost(Delivery delivery)
    {
        var sink = await OpenAsync(Options(), delivery);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        broker.Stop();
        await sink.WriteAsync(2);
        var epoch = sink.EpochAsync(2);
        await Waiting.Until(() => sink.Waits.Count > 0);
        broker.StartAgain();
        await epoch;
        await sink.CloseAsync();

        Assert.Equal([1, 2], broker.CommittedIds(_topic));
        Assert.Contains($"no answer from the brokers at {broker.Bootstrap}", sink.Waits[0], StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task A_user_with_the_right_password_is_let_in()
    {
        var sink = await OpenAsync(Guarded("right"));

        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        Assert.Equal([1], broker.CommittedIds(_topic));
    }

    [BrokerTheory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task A_user_with_a_wrong_password_is_told_and_the_password_is_not(Delivery delivery)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(Guarded("wr0ng"), delivery));

        Assert.StartsWith($"the brokers at {broker.Guarded} do not let this client in", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Invalid username or password", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", refused.ToString(), StringComparison.Ordinal);
    }

    private KafkaSinkOptions Guarded(string password) => Options() with
    {
        Brokers = [broker.Guarded],
        Settings = new Dictionary<string, string> { ["security.protocol"] = "sasl_plaintext", ["sasl.mechanism"] = "PLAIN", ["sasl.username"] = "robot", ["sasl.password"] = password },
    };

    private async Task<SinkRun> OpenAsync(KafkaSinkOptions options, Delivery? delivery = null) =>
        await SinkRun.OpenAsync(options, _run = new TestRun(_topic), delivery);

    private KafkaSinkOptions Options() => new() { Brokers = [broker.Bootstrap], Topic = _topic };
}
