using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Sink;

/// <summary>A sink that sends at once, and a cluster that fails as it is told to.</summary>
public sealed class DirectOutletTests : IDisposable
{
    private const string Topic = "topic";

    private readonly MockCluster? _cluster = new NativeFactAttribute().Skip is null ? new MockCluster() : null;
    private readonly TestRun _run = new("pipeline");

    public void Dispose()
    {
        _run.Dispose();
        _cluster?.Dispose();
    }

    [NativeFact]
    public async Task Rows_are_sent_at_once()
    {
        var sink = await OpenAsync();

        await sink.WriteAsync(1, 2, 3);
        await sink.EpochAsync(1);

        Assert.Equal([1, 2, 3], Reading.Read(_cluster!.Bootstrap, Topic, "read_uncommitted").Select(message => message.Id));
        await sink.CloseAsync();
    }

    [NativeTheory]
    [InlineData(ErrorCode.MsgSizeTooLarge, "refused by the broker: Broker: Message size too large")]
    [InlineData(ErrorCode.InvalidRecord, "refused by the broker: Broker: Broker failed to validate record")]
    public async Task A_message_that_the_broker_refuses_is_a_dead_letter_and_the_next_ones_are_sent(ErrorCode error, string reason)
    {
        var sink = await OpenAsync();

        _cluster!.FailProduce(error);
        await sink.WriteAsync(1);
        await sink.PrepareAsync(1);
        await sink.WriteAsync(2);
        await sink.PrepareAsync(2);

        Assert.Equal([(1L, reason)], sink.Dead);
        Assert.Equal([2], Reading.Read(_cluster.Bootstrap, Topic, "read_uncommitted").Select(message => message.Id));
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task A_message_that_may_not_be_written_ends_the_run_with_what_to_do()
    {
        var sink = await OpenAsync();

        _cluster!.FailProduce(ErrorCode.TopicAuthorizationFailed);
        await sink.WriteAsync(1);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.PrepareAsync(1));

        Assert.Equal("Broker: Topic authorization failed: give its user the right to write to the topic", refused.Message);
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task A_lost_answer_is_no_lost_message()
    {
        var sink = await OpenAsync();

        _cluster!.FailProduce(ErrorCode.Local_Transport, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);

        Assert.Equal([1], Reading.Read(_cluster.Bootstrap, Topic, "read_uncommitted").Select(message => message.Id).Distinct());
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task A_topic_that_the_user_may_not_see_is_told()
    {
        _cluster!.CreateTopic("hidden");
        _cluster.FailTopic("hidden", ErrorCode.TopicAuthorizationFailed);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync("hidden"));

        Assert.StartsWith("topic 'hidden' cannot be written to: Broker: Topic authorization failed", refused.Message, StringComparison.Ordinal);
    }

    private Task<SinkRun> OpenAsync(string topic = Topic)
    {
        if (topic == Topic) _cluster!.CreateTopic(topic);
        return SinkRun.OpenAsync(new KafkaSinkOptions { Brokers = [_cluster!.Bootstrap], Topic = topic }, _run, Delivery.AtLeastOnce);
    }
}
