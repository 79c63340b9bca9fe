using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class LagReportTests(Broker broker)
{
    private const int Messages = 300_000;

    [BrokerFact]
    public async Task A_source_says_how_far_it_is_behind_until_it_has_caught_up()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rig = new SourceRig(broker, partitions: 2) { Sink = new CollectingSink { BeforeWrite = () => released.Task } };
        rig.Number(0, Messages / 2, partition: 0);
        rig.Number(Messages / 2, Messages / 2, partition: 1);
        using var running = rig.Start(rig.Pipeline(rest: "runtime: { link_capacity: 1 }"));

        await SourceRig.Until(() => Behind() is > 0 and < Messages, running);
        released.SetResult();
        await SourceRig.Until(() => rig.Sink.Rows.Count == Messages && Behind() == 0, running);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);

        long? Behind() => running.Snapshot().Components[0].Behind;
    }
}
