using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Cluster;

/// <summary>What holds of transactions, asked of a real broker.</summary>
[Collection("broker")]
public sealed class TransactionsTests(Broker broker) : IDisposable
{
    private readonly string _pipeline = broker.NewName("pipeline");
    private readonly string _topic = broker.NewName("transactions");
    private readonly List<TestRun> _runs = [];

    public void Dispose() => _runs.ForEach(run => run.Dispose());

    [BrokerFact]
    public async Task Two_sinks_and_the_offsets_of_a_source_are_committed_together()
    {
        var (input, second) = (broker.NewName("input"), broker.NewName("second"));
        var run = NewRun();
        var one = await OpenAsync(run, _topic, "one");
        var two = await OpenAsync(run, second, "two");
        using var reader = Consumer("readers", input);
        var isDone = false;
        var offsets = new SourceOffsets(reader.ConsumerGroupMetadata, [new TopicPartitionOffset(input, 0, 17)], () => { }, () => isDone = true);

        await one.WriteAsync(1);
        await two.WriteAsync(2);
        await one.PrepareAsync(1);
        await two.PrepareAsync(1);
        Assert.True(KafkaCluster.Of(run, Options(_topic)).TakeOffsets(1, "source", offsets));
        Assert.False(isDone);
        Assert.Equal(Offset.Unset, Committed(reader, input));
        await one.CommitAsync(1);

        Assert.Equal([1], broker.CommittedIds(_topic));
        Assert.Equal([2], broker.CommittedIds(second));
        Assert.Equal(17, Committed(reader, input).Value);
        Assert.True(isDone);
        Assert.False(KafkaCluster.Of(run, Options(_topic)).TakeOffsets(1, "source", offsets));
        await two.CommitAsync(1);
        Assert.Equal([2], broker.CommittedIds(second));
    }

    [BrokerFact]
    public async Task A_source_that_is_no_longer_sure_of_its_offsets_keeps_the_transaction_from_being_committed()
    {
        var input = broker.NewName("input");
        var run = NewRun();
        var sink = await OpenAsync(run);
        using var reader = Consumer("readers", input);
        await sink.WriteAsync(1);
        await sink.PrepareAsync(1);
        KafkaCluster.Of(run, Options(_topic)).TakeOffsets(1, "source", new SourceOffsets(
            reader.ConsumerGroupMetadata, [new TopicPartitionOffset(input, 0, 17)], () => throw new RestartNeededException("gone"), () => Assert.Fail("it was not committed")));

        await Assert.ThrowsAsync<RestartNeededException>(() => sink.CommitAsync(1));
        run.Dispose();

        Assert.Empty(broker.Committed(_topic));
        Assert.Equal(Offset.Unset, Committed(reader, input));
    }

    [BrokerFact]
    public async Task The_next_run_finds_the_epoch_that_was_committed_of_each_sink()
    {
        var second = broker.NewName("second");
        var run = NewRun();
        var one = await OpenAsync(run, _topic, "one");
        Assert.Equal(0, one.FoundEpoch);
        await one.WriteAsync(1);
        await one.EpochAsync(1);
        await one.EpochAsync(2);
        Kill(run);

        var next = NewRun();

        Assert.Equal(2, (await OpenAsync(next, _topic, "one")).FoundEpoch);
        Assert.Equal(0, (await OpenAsync(next, second, "two")).FoundEpoch);
    }

    [BrokerFact]
    public async Task A_run_killed_between_preparation_and_commit_has_written_nothing()
    {
        var run = NewRun();
        var sink = await OpenAsync(run);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);
        await sink.WriteAsync(2);
        await sink.PrepareAsync(2);
        Kill(run);

        var next = await OpenAsync(NewRun());
        Assert.Equal(1, next.FoundEpoch);
        await next.WriteAsync(3);
        await next.EpochAsync(2);

        Assert.Equal([1, 3], broker.CommittedIds(_topic));
        Assert.Equal(3, broker.Uncommitted(_topic).Count);
    }

    [BrokerFact]
    public async Task A_run_that_another_has_taken_over_from_stops_and_what_it_had_is_never_seen()
    {
        var run = await OpenAsync(NewRun());
        await run.WriteAsync(1);
        await run.PrepareAsync(1);

        var newer = await OpenAsync(NewRun());
        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(() => run.CommitAsync(1));
        await newer.WriteAsync(2);
        await newer.EpochAsync(1);

        Assert.StartsWith($"another host has taken over pipeline '{_pipeline}'", stopped.Message, StringComparison.Ordinal);
        Assert.Equal([2], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task A_pipeline_with_another_checkpoint_folder_is_another_owner()
    {
        var one = await OpenAsync(NewRun("/data/one"));
        await one.WriteAsync(1);

        var two = await OpenAsync(NewRun("/data/two"));
        await two.WriteAsync(2);
        await one.EpochAsync(1);
        await two.EpochAsync(1);

        Assert.Equal([1, 2], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task One_cluster_by_two_names_is_two_that_commit_apart()
    {
        var (run, second) = (NewRun(), broker.NewName("second"));
        var one = await OpenAsync(run, _topic, "one");
        var two = await SinkRun.OpenAsync(Options(second) with { Settings = new Dictionary<string, string> { ["security.protocol"] = "plaintext" } }, run, name: "two");
        await one.WriteAsync(1);
        await two.WriteAsync(2);
        await one.PrepareAsync(1);
        await two.PrepareAsync(1);

        await two.CommitAsync(1);
        Assert.Empty(broker.CommittedIds(_topic));
        await one.CommitAsync(1);

        Assert.Equal([1], broker.CommittedIds(_topic));
        Assert.Equal([2], broker.CommittedIds(second));
    }

    [BrokerFact]
    public async Task Without_checkpoints_epochs_count_anew_in_every_run()
    {
        var run = NewRun(checkpoints: null);
        var sink = await OpenAsync(run);
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);
        Kill(run);

        var next = await OpenAsync(NewRun(checkpoints: null));
        await next.WriteAsync(2);
        await next.EpochAsync(1);

        Assert.Equal(0, next.FoundEpoch);
        Assert.Equal([1, 2], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task An_epoch_without_rows_is_committed_too()
    {
        var run = NewRun();
        var sink = await OpenAsync(run);
        await sink.EpochAsync(1);
        Kill(run);

        Assert.Equal(1, (await OpenAsync(NewRun())).FoundEpoch);
        Assert.Empty(broker.Uncommitted(_topic));
    }

    [BrokerFact]
    public async Task A_transaction_that_brokers_have_ended_asks_for_a_restart()
    {
        var sink = await SinkRun.OpenAsync(Options(_topic), NewRun(every: Duration.FromSeconds(0.5)), shortestTransaction: TimeSpan.FromSeconds(1));
        await sink.WriteAsync(1);
        await sink.EpochAsync(1);
        await sink.WriteAsync(2);
        await sink.PrepareAsync(2);

        await Waiting.Until(() => !IsOpen());
        var ended = await Assert.ThrowsAsync<RestartNeededException>(() => sink.CommitAsync(2));

        Assert.Contains("which is longer than its 2 s, and the brokers have ended it", ended.Message, StringComparison.Ordinal);
        Assert.Equal([1], broker.CommittedIds(_topic));
    }

    [BrokerFact]
    public async Task Sinks_of_one_transaction_must_have_the_same_settings()
    {
        var run = NewRun();
        await OpenAsync(run, _topic, "one");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SinkRun.OpenAsync(Options(_topic) with { Compression = KafkaCompression.Gzip }, run, name: "two"));

        Assert.Contains("sink 'one'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("compression.codec differs", refused.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task A_transaction_longer_than_brokers_allow_is_refused()
    {
        // 15 min is what a broker allows unless it is told otherwise.
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(NewRun(every: Duration.FromSeconds(301))));

        Assert.StartsWith("a transaction may be open for 903 s, 3 times checkpoint.every", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the brokers allow 900 s", refused.Message, StringComparison.Ordinal);
    }

    private void Kill(TestRun run)
    {
        _runs.Remove(run);
        run.Abandon();
    }

    private TestRun NewRun(string? checkpoints = "/data/checkpoints", Duration? every = null)
    {
        var run = new TestRun(_pipeline, checkpoints, every);
        _runs.Add(run);
        return run;
    }

    private Task<SinkRun> OpenAsync(TestRun run) => OpenAsync(run, _topic, "out");

    private Task<SinkRun> OpenAsync(TestRun run, string topic, string name) => SinkRun.OpenAsync(Options(topic), run, name: name);

    private KafkaSinkOptions Options(string topic) => new() { Brokers = [broker.Bootstrap], Topic = topic };

    /// <summary>A consumer of the input, which the cluster makes for it.</summary>
    private IConsumer<Ignore, Ignore> Consumer(string group, string input)
    {
        Assert.Empty(broker.Committed(input));
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = broker.Bootstrap, ["group.id"] = $"{_pipeline}-{group}" };
        return new ConsumerBuilder<Ignore, Ignore>(settings).Build();
    }

    private bool IsOpen() =>
        broker.Tool("transactions", "list").Split('\n').Any(line => line.Contains(_pipeline, StringComparison.Ordinal) && line.Contains("Ongoing", StringComparison.Ordinal));

    private static Offset Committed(IConsumer<Ignore, Ignore> reader, string topic) =>
        reader.Committed([new TopicPartition(topic, 0)], TimeSpan.FromSeconds(30)).Single().Offset;
}
