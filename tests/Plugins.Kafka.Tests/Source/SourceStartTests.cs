using Confluent.Kafka;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceStartTests(Broker broker)
{
    [BrokerFact]
    public async Task Latest_begins_behind_what_is_there()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 10);

        using var running = rig.Start(rig.Pipeline("start: latest"));
        // It reads what comes from the moment on at which it stands at the end.
        await SourceRig.Until(() => { rig.Number(10, 1); return rig.Sink.Rows.Count > 0; }, running);
        running.Stop();
        await running.Completion;

        Assert.DoesNotContain(rig.First(), n => (long)n! < 10);
    }

    [BrokerFact]
    public async Task Goes_on_where_the_group_has_committed()
    {
        using var rig = new SourceRig(broker, partitions: 2);
        rig.Number(0, 10, partition: 0);
        Assert.Equal(10, (await rig.ReadAsync(rig.Pipeline("until: latest"))).Count);
        rig.Number(10, 5, partition: 1);

        var second = await rig.ReadAsync(rig.Pipeline("start: earliest, until: latest"));
        var other = await rig.ReadAsync(rig.Pipeline("start: earliest, until: latest").Replace(rig.Group, "another", StringComparison.Ordinal));

        Assert.Equal([10L, 11L, 12L, 13L, 14L], second);
        Assert.Equal(15, other.Count);
    }

    [BrokerFact]
    public async Task Fresh_begins_at_start_again()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 10);
        await rig.ReadAsync(rig.Pipeline("until: latest"));

        rig.Restart = new RestartOptions { Fresh = true };

        Assert.Equal(10, (await rig.ReadAsync(rig.Pipeline("until: latest"))).Count);
    }

    [BrokerFact]
    public async Task A_checkpoint_counts_more_than_what_the_group_has_committed()
    {
        using var rig = new SourceRig(broker) { Checkpoints = new MemoryCheckpoints() };
        rig.Number(0, 10);
        await rig.ReadUntilAsync(10, rig.Pipeline());
        Commit(rig, 0);
        rig.Number(10, 3);

        Assert.Equal([10L, 11L, 12L], await rig.ReadUntilAsync(3, rig.Pipeline()));
    }

    [BrokerFact]
    public async Task An_offset_that_is_gone_stops_it_and_says_what_is_lost()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 10);
        await rig.ReadAsync(rig.Pipeline($"until: {{ offsets: {{ {rig.Topic}: [4] }} }}"));
        Delete(rig, upTo: 7);

        var result = await rig.RunAsync(rig.Pipeline("until: latest"));
        rig.Restart = new RestartOptions { Fresh = true };
        var fresh = await rig.ReadAsync(rig.Pipeline("until: latest"));

        Assert.Equal(
            $"{rig.Topic}[0] has no messages before offset 7 any more, and group '{rig.Group}' was to go on at 4: up to 3 messages are lost unread, "
            + "deleted by the topic's retention or by hand. To begin anew at start (earliest), run with --fresh.",
            result.Failure?.Message);
        Assert.Equal([7L, 8L, 9L], fresh);
    }

    [BrokerFact]
    public async Task A_topic_that_is_shorter_than_it_was_stops_it()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 10);
        Commit(rig, 50);

        var result = await rig.RunAsync(rig.Pipeline("until: latest"));

        Assert.StartsWith($"{rig.Topic}[0] ends at offset 10, and group '{rig.Group}' was to go on at 50: the topic was made anew, or its end is lost.", result.Failure?.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task Offsets_beyond_the_end_are_refused()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 10);

        var result = await rig.RunAsync(rig.Pipeline($"start: {{ offsets: {{ {rig.Topic}: [11] }} }}, until: latest"));

        Assert.StartsWith($"{rig.Topic}[0] ends at offset 10, and the run was to go on at 11", result.Failure?.Message, StringComparison.Ordinal);
    }

    /// <summary>Moves the group, which nobody is in.</summary>
    private void Commit(SourceRig rig, long offset)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = broker.Bootstrap, GroupId = rig.Group }).Build();
        consumer.Commit([new TopicPartitionOffset(rig.Topic, 0, offset)]);
    }

    private static void Delete(SourceRig rig, long upTo)
    {
        using var admin = rig.Admin();
        admin.DeleteRecordsAsync([new TopicPartitionOffset(rig.Topic, 0, upTo)]).GetAwaiter().GetResult();
    }
}
