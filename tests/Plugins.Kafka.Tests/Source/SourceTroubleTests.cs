using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceTroubleTests(Broker broker)
{
    private const string ShortSession = "fetch.wait.max.ms: 20, session.timeout.ms: 1000, heartbeat.interval.ms: 200, max.poll.interval.ms: 2000";

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [BrokerFact]
    public async Task A_sink_that_is_blocked_for_longer_than_the_poll_interval_does_not_cost_the_place_in_the_group()
    {
        using var rig = Blocked(ShortSession);
        rig.Number(0, 300_000);
        using var running = rig.Start(Narrow(rig));
        await SourceRig.Until(() => Member(rig) is not null, running);
        var member = Member(rig);

        // Time itself is what is tested: it must be longer than the poll interval.
        await Task.Delay(4500);
        Assert.Equal(member, Member(rig));
        _released.SetResult();
        await SourceRig.Until(() => rig.Sink.Rows.Count == 300_000, running);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);
        Assert.Equal(Enumerable.Range(0, 300_000).Select(n => (object)(long)n), rig.First());
    }

    [BrokerFact]
    public async Task Messages_that_are_deleted_before_they_were_read_stop_it()
    {
        using var rig = Blocked(ShortSession);
        rig.Number(0, 300_000);
        using var running = rig.Start(Narrow(rig));
        await SourceRig.Until(() => Member(rig) is not null, running);

        // Long enough for what the client has fetched to be thrown away.
        await Task.Delay(3000);
        using (var admin = rig.Admin()) await admin.DeleteRecordsAsync([new TopicPartitionOffset(rig.Topic, 0, 299_000)]);
        _released.SetResult();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Matches($@"^{rig.Topic}\[0\] has no messages before offset 299000 any more, and the run was to go on at \d+: up to \d+ messages are lost unread", result.Failure?.Message);
        Assert.Equal(rig.First(), Enumerable.Range(0, rig.Sink.Rows.Count).Select(n => (object)(long)n));
    }

    [BrokerFact]
    public async Task A_broker_that_goes_and_comes_back_is_waited_for()
    {
        using var rig = new SourceRig(broker) { Settings = "fetch.wait.max.ms: 20, reconnect.backoff.max.ms: 500" };
        rig.Number(0, 10);
        using var running = rig.Start(rig.Pipeline());
        await SourceRig.Until(() => rig.Sink.Rows.Count == 10, running);

        broker.Stop();
        await SourceRig.Until(() => running.Snapshot().Waits.TryGetValue("read", out var waits) && waits.IsWaiting, running);
        Assert.StartsWith($"no broker answers at {broker.Bootstrap}: ", running.Snapshot().Waits["read"].Reason, StringComparison.Ordinal);
        broker.StartAgain();
        await SourceRig.Until(() => !running.Snapshot().Waits["read"].IsWaiting, running);
        rig.Number(10, 10);
        await SourceRig.Until(() => rig.Sink.Rows.Count >= 20, running);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => (object)(long)n), rig.First());
    }

    [BrokerTheory]
    [InlineData("")]
    [InlineData("until: latest")]
    public async Task Brokers_that_do_not_answer_are_waited_for_until_it_is_stopped(string until)
    {
        using var rig = new SourceRig(broker, partitions: 0);
        using var running = rig.Start(rig.Pipeline(until).Replace(broker.Bootstrap, "127.0.0.1:1", StringComparison.Ordinal));

        await SourceRig.Until(() => running.Snapshot().Waits.ContainsKey("read"), running);
        Assert.StartsWith("no broker answers at 127.0.0.1:1: ", running.Snapshot().Waits["read"].Reason, StringComparison.Ordinal);
        running.Stop();

        Assert.True((await running.Completion.WaitAsync(TimeSpan.FromSeconds(30))).Failure is null);
    }

    [BrokerTheory]
    [InlineData(ResourceType.Topic, AclOperation.Read, "", "it needs Read and Describe on it")]
    [InlineData(ResourceType.Group, AclOperation.Read, "", "it needs Read on the group")]
    [InlineData(ResourceType.Group, AclOperation.Describe, "until: latest", "it needs Read on the group")]
    [InlineData(ResourceType.Topic, AclOperation.Describe, "", "the user may not see it. Make it, or write it as a pattern")]
    public async Task A_right_that_is_not_there_stops_it(ResourceType type, AclOperation operation, string until, string remedy)
    {
        var robot = string.Join(", ", Rights.Robot.Select(setting => $"{setting.Key}: {(setting.Key == "sasl.password" ? "\"${PASSWORD:-right}\"" : setting.Value)}"));
        using var rig = new SourceRig(broker) { Settings = $"fetch.wait.max.ms: 20, {robot}" };
        await broker.DenyAsync(type, type == ResourceType.Topic ? rig.Topic : rig.Group, operation);

        var result = await rig.RunAsync(rig.Pipeline(until).Replace(broker.Bootstrap, broker.Guarded, StringComparison.Ordinal));

        Assert.Contains(remedy, result.Failure?.Message, StringComparison.Ordinal);
    }

    /// <summary>A sink that takes nothing before it is told to.</summary>
    private SourceRig Blocked(string settings) => new(broker) { Settings = settings, Sink = new CollectingSink { BeforeWrite = () => _released.Task } };

    private static string Narrow(SourceRig rig) => rig.Pipeline(rest: "runtime: { link_capacity: 1 }");

    /// <summary>The member of the group that has partitions; null while there is none.</summary>
    private static string? Member(SourceRig rig)
    {
        using var admin = rig.Admin();
        try
        {
            return admin.DescribeConsumerGroupsAsync([rig.Group]).GetAwaiter().GetResult().ConsumerGroupDescriptions[0]
                .Members.Where(member => member.Assignment.TopicPartitions.Count > 0).Select(member => member.ConsumerId).SingleOrDefault();
        }
        catch (DescribeConsumerGroupsException)
        {
            return null;
        }
    }
}
