using System.Text.Json.Nodes;
using Confluent.Kafka.Admin;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceGroupTests(Broker broker)
{
    private const string Short = "fetch.wait.max.ms: 20, session.timeout.ms: 1000, heartbeat.interval.ms: 200, max.poll.interval.ms: 60000";
    private const string Window = "transforms: { some: { from: read, window: { count: 10, aggregate: { n: sum(n) } } } }";

    [BrokerFact]
    public async Task Hosts_share_a_group_and_a_rebalance_loses_and_doubles_nothing()
    {
        using var first = new SourceRig(broker, partitions: 6) { Settings = Short };
        using var second = new SourceRig(broker, partitions: 0) { Settings = Short };
        var pipeline = first.Pipeline();
        var sent = 0;
        using var a = first.Start(pipeline);
        await More(first, 200);
        await SourceRig.Until(() => first.Sink.Rows.Count >= 200, a);

        using var b = second.Start(pipeline);
        await SourceRig.Until(() => { More(first, 10).Wait(); return second.Sink.Rows.Count > 100; }, b);
        b.Stop();
        Assert.True((await b.Completion).Failure is null);
        var alone = first.Sink.Rows.Count;
        await SourceRig.Until(() => { More(first, 10).Wait(); return first.Sink.Rows.Count > alone + 500; }, a);
        await SourceRig.Until(() => first.Sink.Rows.Count + second.Sink.Rows.Count >= sent, a);
        a.Stop();

        Assert.True((await a.Completion).Failure is null);
        Assert.Equal(Enumerable.Range(0, sent).Select(n => (long)n), first.First().Concat(second.First()).Select(n => (long)n!).Order());

        Task More(SourceRig rig, int count)
        {
            for (var i = 0; i < count; i++) rig.Number(sent, 1, partition: sent++ % 6);
            return Task.CompletedTask;
        }
    }

    [BrokerFact]
    public async Task Hosts_that_write_in_transactions_hand_over_each_message_once()
    {
        using var folder = new TempFolder();
        using var rig = new SourceRig(broker, partitions: 6) { Settings = Short };
        var copy = broker.NewName("copy");
        rig.Create(copy, 2);
        rig.Number(0, 200);
        using var a = rig.Start(Copy("a"));
        await SourceRig.Until(() => broker.Committed(copy).Count >= 200, a);

        var sent = 200;
        using var b = rig.Start(Copy("b"));
        await SourceRig.Until(() => { More(60); return b.Snapshot().Components[0].Account.In > 100; }, b);
        b.Stop();
        Assert.True((await b.Completion).Failure is null);
        using var again = rig.Start(Copy("b"));
        await SourceRig.Until(() => { More(60); return again.Snapshot().Components[0].Account.In > b.Snapshot().Components[0].Account.In + 100; }, again);
        again.Abort();
        await again.Completion;
        var before = a.Snapshot().Components[0].Account.In;
        await SourceRig.Until(() => { More(60); return a.Snapshot().Components[0].Account.In > before + 300; }, a);
        await SourceRig.Until(() => broker.Committed(copy).Count >= sent, a);
        a.Stop();

        Assert.True((await a.Completion).Failure is null);
        Assert.Equal(Enumerable.Range(0, sent).Select(n => (long)n), broker.Committed(copy).Select(message => (long)JsonNode.Parse(message.Value)!["n"]!).Order());

        void More(int count)
        {
            for (var i = 0; i < count; i++) rig.Number(sent, 1, partition: sent++ % 6);
        }

        string Copy(string host) => $$"""
            pipeline: copy
            checkpoint: { every: 300ms, path: "{{Path.Combine(folder.Path, host)}}" }
            sources: { read: { kafka: { brokers: "{{broker.Bootstrap}}", topics: {{rig.Topic}}, group: {{rig.Group}}, settings: { {{Short}} } }, decode: json, columns: { n: int } } }
            sinks: { all: { from: read, kafka: { brokers: "{{broker.Bootstrap}}", topic: {{copy}} } } }
            """;
    }

    [BrokerFact]
    public async Task A_partition_that_went_while_the_pipeline_was_full_is_read_when_it_comes_back()
    {
        var room = new TaskCompletionSource();
        using var first = new SourceRig(broker, partitions: 2) { Settings = Short, Sink = new CollectingSink { BeforeWrite = () => room.Task } };
        using var second = new SourceRig(broker, partitions: 0) { Settings = Short };
        first.Number(0, 100_000);
        var narrow = first.Pipeline(rest: "runtime: { link_capacity: 1 }");
        using var a = first.Start(narrow);
        await SourceRig.Until(() => Assigned(1) == 2, a);

        // After a second of being full all partitions are paused.
        await Task.Delay(2000);
        using var b = second.Start(narrow);
        await SourceRig.Until(() => Assigned(2) == 1, b);
        room.SetResult();
        await SourceRig.Until(() => Assigned(2) == 2, b);
        b.Stop();
        await b.Completion;
        await SourceRig.Until(() => Assigned(1) == 2, a);
        first.Number(100_000, 10, partition: 0);
        first.Number(100_010, 10, partition: 1);
        await SourceRig.Until(() => first.Sink.Rows.Count + second.Sink.Rows.Count >= 100_020, a);
        a.Stop();

        Assert.True((await a.Completion).Failure is null);
        Assert.Equal(Enumerable.Range(0, 100_020).Select(n => (long)n), first.First().Concat(second.First()).Select(n => (long)n!).Order());

        // How many partitions the members of the group have, once there are so many of these.
        int Assigned(int members)
        {
            using var admin = first.Admin();
            try
            {
                var group = admin.DescribeConsumerGroupsAsync([first.Group]).GetAwaiter().GetResult().ConsumerGroupDescriptions.Single();
                return group.Members.Count != members ? -1 : group.Members.Sum(member => member.Assignment.TopicPartitions.Count);
            }
            catch (DescribeConsumerGroupsException)
            {
                return -1; // nobody has ever been in it
            }
        }
    }

    [BrokerFact]
    public async Task A_second_host_of_a_pipeline_that_keeps_state_is_refused()
    {
        using var first = new SourceRig(broker, partitions: 2) { Settings = Short };
        using var second = new SourceRig(broker, partitions: 0) { Settings = Short };
        var pipeline = first.Pipeline(rest: Window, from: "some");
        first.Number(0, 10);
        using var a = first.Start(pipeline);
        await SourceRig.Until(() => first.Sink.Rows.Count == 1, a);

        var refused = await second.RunAsync(pipeline);
        first.Number(10, 10, partition: 1);
        await SourceRig.Until(() => first.Sink.Rows.Count == 2, a);
        a.Stop();

        Assert.Matches($@"^group '{first.Group}' is read by another host too \(kafka-test\.read@\S+ at 127\.0\.0\.1\), and the pipeline keeps state, which must see every partition\. Stop that one, or give this one another group\.$", refused.Failure?.Message);
        Assert.True((await a.Completion).Failure is null);
    }

    [BrokerFact]
    public async Task A_bounded_read_is_refused_while_the_group_is_read()
    {
        using var rig = new SourceRig(broker) { Settings = Short };
        rig.Number(0, 10);
        using var running = rig.Start(rig.Pipeline());
        await SourceRig.Until(() => rig.Sink.Rows.Count == 10, running);

        var refused = await rig.RunAsync(rig.Pipeline("until: latest"));
        running.Stop();
        await running.Completion;

        Assert.Contains("a bounded read (until) reads every partition itself", refused.Failure?.Message, StringComparison.Ordinal);
        Assert.Empty(await rig.ReadAsync(rig.Pipeline("until: latest")));
    }

    [BrokerFact]
    public async Task A_host_that_was_killed_comes_back_at_once_where_checkpoints_are_kept()
    {
        using var rig = new SourceRig(broker) { Checkpoints = new Core.Testing.MemoryCheckpoints(), Settings = "fetch.wait.max.ms: 20, session.timeout.ms: 45000" };
        rig.Number(0, 10);
        var pipeline = rig.Pipeline(rest: "checkpoint: { path: /tmp/never-written }\n" + Window, from: "some");

        for (var run = 0; run < 3; run++)
        {
            using var running = rig.Start(pipeline);
            await SourceRig.Until(() => rig.Sink.Rows.Count >= 1, running);
            running.Abort();
            await running.Completion;
        }
    }
}
