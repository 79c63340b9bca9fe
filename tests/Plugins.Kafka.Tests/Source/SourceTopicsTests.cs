using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceTopicsTests(Broker broker)
{
    private const string Often = "fetch.wait.max.ms: 20, topic.metadata.refresh.interval.ms: 300";

    [BrokerFact]
    public async Task Reads_the_topics_that_fit_a_pattern_or_a_regular_expression()
    {
        using var rig = new SourceRig(broker, partitions: 0);
        foreach (var (number, end) in ((int, string)[])[(1, "-a"), (2, "-b"), (3, "-b-c"), (4, "")])
        {
            rig.Create(rig.Topic + end, 1);
            rig.Number(number, 1, topic: rig.Topic + end);
        }

        Assert.Equal([1L, 2L, 3L], (await rig.ReadAsync(rig.Pipeline("until: latest", topics: $"{rig.Topic}-*"))).Order());
        Assert.Equal([1L, 2L], (await Fresh(rig, $"/{rig.Topic}-(a|b)/")).Order());
        Assert.Equal([1L, 2L, 4L], (await Fresh(rig, $"[{rig.Topic}, {rig.Topic}-?]")).Order());
    }

    [BrokerFact]
    public async Task Topics_and_partitions_that_come_while_it_runs_are_read_from_their_beginning()
    {
        using var rig = new SourceRig(broker) { Settings = Often };
        rig.Number(0, 1);

        using var running = rig.Start(rig.Pipeline("start: latest", topics: $"{rig.Topic}*"));
        await SourceRig.Until(() => { rig.Number(1, 1); return rig.Sink.Rows.Count > 0; }, running);
        rig.Create($"{rig.Topic}-new", 1);
        rig.Number(100, 5, topic: $"{rig.Topic}-new");
        await SourceRig.Until(() => rig.First().Count(n => (long)n! is >= 100 and < 200) == 5, running);
        using (var admin = rig.Admin()) await admin.CreatePartitionsAsync([new Confluent.Kafka.Admin.PartitionsSpecification { Topic = rig.Topic, IncreaseTo = 2 }]);
        // Another producer: the rig's knows the topic's partitions as they were.
        using (var other = new SourceRig(broker, partitions: 0)) other.Number(200, 1, partition: 1, topic: rig.Topic);
        await SourceRig.Until(() => rig.First().Any(n => (long)n! == 200), running);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);
    }

    [BrokerFact]
    public async Task A_pattern_that_no_topic_fits_yet_is_waited_for()
    {
        using var rig = new SourceRig(broker, partitions: 0) { Settings = Often };

        using var running = rig.Start(rig.Pipeline(topics: $"{rig.Topic}-*"));
        await SourceRig.Until(() => running.Snapshot().Waits.ContainsKey("read"), running);
        Assert.Equal($"no topic fits {rig.Topic}-*; it is looked for one every 0.3 s", running.Snapshot().Waits["read"].Reason);
        rig.Create($"{rig.Topic}-1", 1);
        rig.Number(7, 1, topic: $"{rig.Topic}-1");
        await SourceRig.Until(() => rig.Sink.Rows.Count == 1, running);
        Assert.False(running.Snapshot().Waits["read"].IsWaiting);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);
    }

    [BrokerFact]
    public async Task A_topic_that_is_named_and_not_there_stops_it()
    {
        using var rig = new SourceRig(broker, partitions: 0);
        Assert.StartsWith($"topic '{rig.Topic}' is not there: it was never made", (await rig.RunAsync(rig.Pipeline())).Failure?.Message, StringComparison.Ordinal);
        Assert.StartsWith($"topic '{rig.Topic}' is not there: it was never made", (await rig.RunAsync(rig.Pipeline("until: latest"))).Failure?.Message, StringComparison.Ordinal);
        Assert.StartsWith($"no topic fits {rig.Topic}*", (await rig.RunAsync(rig.Pipeline("until: latest", topics: $"{rig.Topic}*"))).Failure?.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task A_topic_that_is_named_and_deleted_stops_it()
    {
        using var rig = new SourceRig(broker) { Settings = Often };
        rig.Number(0, 1);
        using var running = rig.Start(rig.Pipeline());
        await SourceRig.Until(() => rig.Sink.Rows.Count == 1, running);

        using (var admin = rig.Admin()) await admin.DeleteTopicsAsync([rig.Topic]);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith($"topic '{rig.Topic}' has been deleted", result.Failure?.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task The_others_are_read_on_when_a_topic_found_by_a_pattern_is_deleted()
    {
        using var rig = new SourceRig(broker, partitions: 0) { Settings = Often };
        foreach (var end in (string[])["-a", "-b"]) rig.Create(rig.Topic + end, 1);
        rig.Number(0, 1, topic: $"{rig.Topic}-a");
        rig.Number(1, 1, topic: $"{rig.Topic}-b");
        using var running = rig.Start(rig.Pipeline(topics: $"{rig.Topic}-*"));
        await SourceRig.Until(() => rig.Sink.Rows.Count == 2, running);

        using (var admin = rig.Admin()) await admin.DeleteTopicsAsync([$"{rig.Topic}-a"]);
        await Task.Delay(1500);
        rig.Number(2, 1, topic: $"{rig.Topic}-b");
        await SourceRig.Until(() => rig.Sink.Rows.Count == 3, running);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);
    }

    private static Task<IReadOnlyList<object?>> Fresh(SourceRig rig, string topics)
    {
        rig.Restart = new Core.Runtime.RestartOptions { Fresh = true };
        return rig.ReadAsync(rig.Pipeline("until: latest", topics: topics));
    }
}
