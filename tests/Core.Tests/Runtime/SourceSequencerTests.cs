using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class SourceSequencerTests : IReceiver
{
    private static readonly Schema Readings = new([new("time", ColumnType.Timestamp)]);

    private readonly List<Message> _received = [];

    [Fact]
    public async Task A_barrier_goes_to_the_readers()
    {
        var sequencer = Sequencer();

        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Barrier) { Value = 1 });

        Assert.Equal([Message.Barrier(1)], _received);
    }

    [Fact]
    public async Task Nothing_comes_behind_the_end()
    {
        var sequencer = Sequencer();

        await sequencer.TakeAsync(new SourceItem(SourceItemKind.End));
        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Barrier) { Value = 1 });

        Assert.Equal([Message.Watermark(long.MaxValue), Message.End], _received);
    }

    [Fact]
    public async Task A_partition_that_was_released_is_known_no_more_and_begins_anew_when_it_comes_back()
    {
        var sequencer = Sequencer();
        var partition = sequencer.Open("topic[0]", 5);
        Assert.Equal(5, sequencer.Positions()["topic[0]"]);

        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Released, partition));

        Assert.Empty(sequencer.Positions());
        Assert.Equal(9, sequencer.Open("topic[0]", 9).Position);
    }

    void IReceiver.Receive(Message message) => _received.Add(message);

    private SourceSequencer Sequencer()
    {
        var harness = new PipelineHarness();
        harness.Sources["readings"] = new ScriptedSource(Readings);
        harness.Sinks["all"] = new CollectingSink();
        PlanNode node = harness.Plan("""
            pipeline: sequencer
            sources: { readings: { scripted: readings } }
            sinks: { all: { from: readings, collect: all } }
            """).Node("readings");
        var sequencer = new SourceSequencer(node, new Stage(TimeProvider.System), new DeadLetterWriter(), new BarrierLog(strict: true), new StateCollector(keeps: false, TimeProvider.System), isBounded: true, TimeProvider.System);
        sequencer.Readers.Add(this);
        return sequencer;
    }
}
