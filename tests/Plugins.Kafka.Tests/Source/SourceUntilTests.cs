using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceUntilTests(Broker broker)
{
    [BrokerFact]
    public async Task Reads_what_is_there_and_ends()
    {
        using var rig = new SourceRig(broker, partitions: 3);
        rig.Number(0, 100, partition: 0);
        rig.Number(100, 50, partition: 2);

        var read = await rig.ReadAsync(rig.Pipeline("until: latest"));

        Assert.Equal(Enumerable.Range(0, 150).Select(n => (object)(long)n), read.Order());
    }

    [BrokerFact]
    public async Task An_empty_topic_ends_at_once()
    {
        using var rig = new SourceRig(broker);
        Assert.Empty(await rig.ReadAsync(rig.Pipeline("until: latest")));
    }

    [BrokerFact]
    public async Task Ends_before_a_time()
    {
        using var rig = new SourceRig(broker, partitions: 2);
        for (var minute = 0; minute < 10; minute++)
            rig.Send(new Message<string?, byte[]?> { Value = SourceRig.Numbered(minute), Timestamp = new Timestamp(new DateTime(2025, 11, 8, 14, minute, 0, DateTimeKind.Utc)) }, partition: minute % 2);

        Assert.Equal([2L, 3L, 4L, 5L], (await rig.ReadAsync(rig.Pipeline("start: 2025-11-08T14:01:00.001Z, until: 2025-11-08T14:06:00Z"))).Order());
    }

    [BrokerFact]
    public async Task Ends_before_offsets()
    {
        using var rig = new SourceRig(broker, partitions: 2);
        rig.Number(0, 10, partition: 0);
        rig.Number(100, 10, partition: 1);

        var read = await rig.ReadAsync(rig.Pipeline($"start: {{ offsets: {{ {rig.Topic}: [7, 2] }} }}, until: {{ offsets: {{ {rig.Topic}: [9, 2] }} }}"));

        Assert.Equal([7L, 8L], read);
    }

    [BrokerFact]
    public async Task Ends_after_so_many_messages_spread_over_the_partitions()
    {
        using var rig = new SourceRig(broker, partitions: 3);
        rig.Number(0, 100, partition: 0);
        rig.Number(1000, 2, partition: 1);
        rig.Number(2000, 100, partition: 2);

        var read = await rig.ReadAsync(rig.Pipeline("until: { messages: 11 }"));

        Assert.Equal([0L, 1L, 2L, 3L, 4L, 1000L, 1001L, 2000L, 2001L, 2002L, 2003L], read.Order());
    }

    [BrokerFact]
    public async Task Goes_on_where_the_last_run_ended()
    {
        using var rig = new SourceRig(broker, partitions: 2);
        var pipeline = rig.Pipeline("start: last_run, until: latest");
        rig.Number(0, 10, partition: 0);

        var first = await rig.ReadAsync(pipeline);
        rig.Number(10, 3, partition: 1);
        var second = await rig.ReadAsync(pipeline);
        var third = await rig.ReadAsync(pipeline);

        Assert.Equal(10, first.Count);
        Assert.Equal([10L, 11L, 12L], second);
        Assert.Empty(third);
    }

    [BrokerFact]
    public async Task A_slice_is_what_is_written_and_the_last_run_stays_where_it_was()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 10);
        var nightly = rig.Pipeline("start: last_run, until: { messages: 4 }");
        var slice = rig.Pipeline($"start: {{ offsets: {{ {rig.Topic}: [2] }} }}, until: {{ messages: 3 }}");

        await rig.ReadAsync(nightly);
        var first = await rig.ReadAsync(slice);
        var second = await rig.ReadAsync(slice);

        Assert.Equal([2L, 3L, 4L], first);
        Assert.Equal([2L, 3L, 4L], second);
        Assert.Equal([4L, 5L, 6L, 7L], await rig.ReadAsync(nightly));
    }

    [BrokerFact]
    public async Task A_run_that_does_not_come_to_its_end_moves_nothing()
    {
        using var rig = new SourceRig(broker);
        var pipeline = rig.Pipeline("start: last_run, until: latest", rest: "checkpoint: { every: 10ms }");
        rig.Number(0, 20_000);
        var written = 0;
        rig.Sink = new CollectingSink { BeforeWrite = async () => { await Task.Delay(30); if (++written == 3) throw new InvalidDataException("no more"); } };

        var failed = await rig.RunAsync(pipeline);

        Assert.False(failed.Succeeded);
        Assert.Equal(20_000, (await rig.ReadAsync(pipeline)).Count);
    }

    [BrokerFact]
    public async Task Messages_that_come_while_it_reads_are_not_read()
    {
        using var rig = new SourceRig(broker);
        rig.Number(0, 20_000);
        var more = 0;
        rig.Sink = new CollectingSink { BeforeWrite = () => { if (more++ == 0) rig.Number(20_000, 100); return Task.CompletedTask; } };

        var result = await rig.RunAsync(rig.Pipeline("until: latest"));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(20_000, rig.Sink.Rows.Count);
    }

    [BrokerFact]
    public async Task Ends_though_the_last_offsets_are_no_messages()
    {
        using var rig = new SourceRig(broker);
        using (var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap, TransactionalId = rig.Topic }).Build())
        {
            producer.InitTransactions(TimeSpan.FromSeconds(30));
            foreach (var commits in (bool[])[true, false])
            {
                producer.BeginTransaction();
                producer.Produce(rig.Topic, new Message<Null, byte[]> { Value = SourceRig.Numbered(commits ? 1 : 2) });
                if (commits) producer.CommitTransaction();
                else producer.AbortTransaction();
            }
        }

        Assert.Equal([1L], await rig.ReadAsync(rig.Pipeline("until: latest")));
    }
}
