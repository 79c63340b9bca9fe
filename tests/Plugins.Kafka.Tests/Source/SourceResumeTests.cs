using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceResumeTests(Broker broker)
{
    [BrokerFact]
    public async Task Goes_on_from_the_checkpoint_after_a_kill()
    {
        using var rig = new SourceRig(broker, partitions: 2) { Checkpoints = new MemoryCheckpoints() };
        rig.Number(0, 1000, partition: 0);
        rig.Number(1000, 1000, partition: 1);
        using (var first = rig.Start(rig.Pipeline()))
        {
            await SourceRig.Until(() => rig.Sink.Rows.Count == 2000, first);
            Assert.True(await first.CheckpointAsync());
            rig.Number(2000, 10);
            await SourceRig.Until(() => rig.Sink.Rows.Count == 2010, first);
            first.Abort();
            await first.Completion;
        }

        var second = await rig.ReadUntilAsync(10, rig.Pipeline());

        Assert.Equal(Enumerable.Range(2000, 10).Select(n => (object)(long)n), second);
    }

    [BrokerFact]
    public async Task The_group_is_never_ahead_of_a_transaction_that_its_offsets_do_not_travel_in()
    {
        using var rig = new SourceRig(broker) { Checkpoints = new MemoryCheckpoints(), Table = new OutsideTable { IsTransactional = true, CommitsWith = "another system" } };
        rig.Number(0, 10);
        var pipeline = rig.Pipeline().Replace("collect", "table", StringComparison.Ordinal);
        rig.Table.BeforeCommit = epoch => { if (epoch > 1) throw new IOException("killed"); };
        using (var first = rig.Start(pipeline))
        {
            await SourceRig.Until(() => first.Snapshot().Components.Single(each => each.Node.Name == "all").Account.In == 10, first);
            Assert.False(await first.CheckpointAsync());
            await first.Completion;
        }

        rig.Table.BeforeCommit = _ => { };
        using var second = rig.Start(pipeline);
        await SourceRig.Until(() => second.Snapshot().Components.Single(each => each.Node.Name == "all").Account.In == 10, second);
        second.Stop();

        Assert.True((await second.Completion).Failure is null);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{n}"), rig.Table.Rows);
    }

    [BrokerFact]
    public async Task A_bounded_read_ends_where_it_would_have_ended_the_first_time()
    {
        using var rig = new SourceRig(broker) { Checkpoints = new MemoryCheckpoints() };
        rig.Number(0, 100_000);
        using (var first = rig.Start(rig.Pipeline("until: latest")))
        {
            await SourceRig.Until(() => rig.Sink.Rows.Count > 0, first);
            await first.CheckpointAsync();
            first.Abort();
            await first.Completion;
        }

        rig.Number(100_000, 10);
        await rig.ReadAsync(rig.Pipeline("until: latest"));
        Assert.Equal(99_999L, rig.First().DefaultIfEmpty(99_999L).Max());
        Assert.Empty(await rig.ReadAsync(rig.Pipeline("until: latest")));
    }

    [BrokerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_topic_that_is_no_longer_read_holds_back_no_window(bool isDeleted)
    {
        using var rig = new SourceRig(broker, partitions: 0) { Checkpoints = new MemoryCheckpoints() };
        var (stays, goes) = ($"{rig.Topic}-stays", $"{rig.Topic}-goes");
        foreach (var topic in (string[])[stays, goes])
        {
            rig.Create(topic, 1);
            rig.Send("""{"at":"2025-01-01T00:00:00Z"}""", topic: topic);
        }

        using (var first = rig.Start(Windows($"{rig.Topic}-*")))
        {
            await SourceRig.Until(() => first.Snapshot().Components[0].Account.In == 2, first);
            first.Stop();
            Assert.True((await first.Completion).Failure is null);
        }

        using (var admin = rig.Admin())
            if (isDeleted) await admin.DeleteTopicsAsync([goes]);
        rig.Send("""{"at":"2025-01-01T00:00:10Z"}""", topic: stays);

        Assert.Equal([2L], await rig.ReadUntilAsync(1, Windows(isDeleted ? $"{rig.Topic}-*" : stays)));

        string Windows(string topics) => rig.Pipeline(
            topics: topics, rest: "transforms: { seconds: { from: read, window: { tumbling: 1s, late: drop, aggregate: { n: count() } } }, counts: { from: seconds, select: [n] } }",
            decode: "decode: json, columns: { at: timestamp }, event_time: { column: at }", from: "counts");
    }

    [BrokerFact]
    public async Task Without_a_checkpoint_offsets_are_committed_behind_what_has_gone_through_all_sinks()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 50);

        await rig.ReadUntilAsync(50, rig.Pipeline());
        rig.Number(50, 5);

        Assert.Equal([50L, 51L, 52L, 53L, 54L], await rig.ReadUntilAsync(5, rig.Pipeline()));
        Assert.Contains("55", broker.Tool("consumer-groups", "--describe", "--offsets", "--group", rig.Group), StringComparison.Ordinal);
    }
}
