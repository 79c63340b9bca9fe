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
