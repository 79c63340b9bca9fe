using Confluent.Kafka.Admin;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

/// <summary>One of several brokers goes and comes back, with the only copy of a partition.</summary>
[Collection("broker")]
public sealed class SourceReachTests
{
    private const string Windows = "late: dead_letter, aggregate: { n: count() }";

    /// <param name="isFrozen">It goes without a word, its connections open.</param>
    [BrokerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_of_a_broker_that_is_away_is_not_taken_for_quiet(bool isFrozen)
    {
        using var brokers = new ThreeBrokers();
        using var rig = new SourceRig(brokers, partitions: 0) { Settings = "fetch.wait.max.ms: 20, reconnect.backoff.max.ms: 500" };
        await CreateAsync(rig);
        Send(rig, partition: 0, second: 1);
        Send(rig, partition: 1, second: 1);
        using var running = rig.Start(rig.Pipeline(
            rest: $"transforms: {{ each: {{ from: read, window: {{ tumbling: 1s, {Windows} }} }} }}", from: "each",
            decode: "decode: json, columns: { t: timestamp }, event_time: { column: t, disorder: 0s, idle_after: 2s }"));
        await SourceRig.Until(() => running.Snapshot().Components[0].Account.In == 2, running);

        if (isFrozen) brokers.Freeze(1);
        else brokers.Stop(1);
        await SourceRig.Until(() => IsWaiting(), running);
        Assert.StartsWith($"{rig.Topic}[0] cannot be read: ", running.Snapshot().Waits["read"].Reason, StringComparison.Ordinal);
        // Of times far ahead, for longer than a partition may be silent: time itself is what is tested.
        for (var second = 10; second < 50; second++)
        {
            Send(rig, partition: 1, second);
            await Task.Delay(100);
        }

        Assert.Empty(rig.Sink.Rows);
        if (isFrozen) brokers.Thaw(1);
        else brokers.StartAgain();
        await SourceRig.Until(() => !IsWaiting(), running);
        Send(rig, partition: 0, second: 5);
        await SourceRig.Until(() => rig.Sink.Rows.Count > 0, running);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(result.Failure is null, result.Failure?.ToString());
        Assert.Empty(rig.Dead.Rows);

        bool IsWaiting() => running.Snapshot().Waits.TryGetValue("read", out var waits) && waits.IsWaiting;
    }

    /// <summary>A partition on each of the first two brokers, and on no other.</summary>
    private static async Task CreateAsync(SourceRig rig)
    {
        using var admin = rig.Admin();
        await admin.CreateTopicsAsync([new TopicSpecification
        {
            Name = rig.Topic,
            NumPartitions = 2,
            ReplicasAssignments = new() { [0] = [1], [1] = [2] },
            Configs = new() { ["min.insync.replicas"] = "1" },
        }]);
    }

    private static void Send(SourceRig rig, int partition, int second) => rig.Send($"{{\"t\":\"2025-11-08T14:30:{second:00}Z\"}}", partition);
}
