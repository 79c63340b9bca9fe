using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
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
        Assert.Equal(5, sequencer.Partitions.Positions()["topic[0]"]);

        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Released, partition));

        Assert.Empty(sequencer.Partitions.Positions());
        Assert.Equal(9, sequencer.Open("topic[0]", 9).Position);
    }

    [Fact]
    public async Task Rows_from_the_future_are_dead_letters_and_move_no_watermark()
    {
        var clock = new VirtualClock(new DateTimeOffset(2025, 11, 8, 14, 30, 0, TimeSpan.Zero));
        var sequencer = Sequencer("event_time: { column: time, disorder: 1s, max_future: 1m }", clock);
        var letters = new List<Message>();
        sequencer.DeadReaders.Add(new Collector(letters));
        var partition = sequencer.Open("topic[0]", 0);

        await sequencer.TakeAsync(Rows(partition, clock, 5, 60, 61, 4_000_000_000, null));

        Assert.Equal(3, Assert.Single(_received, message => message.Kind == MessageKind.Batch).Batch!.Rows);
        Assert.Contains(Message.Watermark(Timestamps.FromDateTime(clock.GetUtcNow().UtcDateTime) + 59_000_000), _received);
        Assert.Equal(2, Assert.Single(letters, message => message.Kind == MessageKind.Batch).Batch!.Rows);
        Assert.Equal((5, 3, 2), (sequencer.Account.In, sequencer.Account.Passed, sequencer.Account.DeadLettered));
        Assert.Equal(5, sequencer.Partitions.Positions()["topic[0]"]);
    }

    [Fact]
    public async Task Rows_become_true_as_the_clock_goes_on()
    {
        var clock = new VirtualClock(new DateTimeOffset(2025, 11, 8, 14, 30, 0, TimeSpan.Zero));
        var sequencer = Sequencer("event_time: { column: time, max_future: 0s }", clock);
        var partition = sequencer.Open("topic[0]", 0);

        await sequencer.TakeAsync(Rows(partition, clock, 1));
        clock.Advance(TimeSpan.FromSeconds(1));
        await sequencer.TakeAsync(Rows(partition, clock, 0));

        Assert.Equal((2, 1, 1), (sequencer.Account.In, sequencer.Account.Passed, sequencer.Account.DeadLettered));
    }

    [Fact]
    public async Task Too_many_rows_from_the_future_stop_the_pipeline_where_bad_rows_may_not_come()
    {
        var clock = new VirtualClock(new DateTimeOffset(2025, 11, 8, 14, 30, 0, TimeSpan.Zero));
        var sequencer = Sequencer("event_time: { column: time, max_future: 1m }, max_bad_rows: 1", clock);
        var partition = sequencer.Open("topic[0]", 0);

        await Assert.ThrowsAsync<InvalidDataException>(() => sequencer.TakeAsync(Rows(partition, clock, 5, 100, 200)).AsTask());
    }

    [Fact]
    public async Task An_idle_source_that_cannot_be_read_any_more_is_waited_for()
    {
        var clock = new VirtualClock(new DateTimeOffset(2025, 11, 8, 14, 30, 0, TimeSpan.Zero));
        var sequencer = Sequencer("event_time: { column: time, idle_after: 5s }", clock);
        var partition = sequencer.Open("topic[0]", 0);
        await sequencer.TakeAsync(Rows(partition, clock, 0));
        await sequencer.TakeAsync(new SourceItem(SourceItemKind.CaughtUp, partition));
        clock.Advance(TimeSpan.FromSeconds(6));
        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Tick));
        Assert.Equal(Message.Idle, _received[^1]);

        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Away));

        Assert.Equal(Message.Active, _received[^1]);
        clock.Advance(TimeSpan.FromSeconds(5));
        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Tick));
        Assert.Equal(Message.Idle, _received[^1]);
    }

    [Fact]
    public async Task An_idle_source_is_waited_for_from_when_one_of_its_partitions_cannot_be_read()
    {
        var clock = new VirtualClock(new DateTimeOffset(2025, 11, 8, 14, 30, 0, TimeSpan.Zero));
        var sequencer = Sequencer("event_time: { column: time, idle_after: 5s }", clock);
        var partitions = new[] { sequencer.Open("topic[0]", 0), sequencer.Open("topic[1]", 0) };
        foreach (var partition in partitions)
        {
            await sequencer.TakeAsync(Rows(partition, clock, 0));
            await sequencer.TakeAsync(new SourceItem(SourceItemKind.CaughtUp, partition));
        }

        clock.Advance(TimeSpan.FromSeconds(6));
        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Tick));
        Assert.Equal(Message.Idle, _received[^1]);

        partitions[1].Tracked!.IsAway = true;
        await sequencer.TakeAsync(new SourceItem(SourceItemKind.Tick));

        Assert.Equal(Message.Active, _received[^1]);
    }

    private static SourceItem Rows(ReadPartition partition, VirtualClock clock, params long?[] seconds)
    {
        var batch = new BatchBuilder(Readings);
        foreach (var each in seconds) batch.Row(each is { } known ? clock.GetUtcNow().UtcDateTime.AddSeconds(known) : null);
        return new SourceItem(SourceItemKind.Rows, partition) { Batch = batch.Build(), Value = seconds.Length };
    }

    private sealed class Collector(List<Message> received) : IReceiver
    {
        public void Receive(Message message) => received.Add(message);
    }

    void IReceiver.Receive(Message message) => _received.Add(message);

    private SourceSequencer Sequencer(string options = "", TimeProvider? clock = null)
    {
        var harness = new PipelineHarness();
        harness.Sources["readings"] = new ScriptedSource(Readings);
        harness.Sinks["all"] = new CollectingSink();
        PlanNode node = harness.Plan($$"""
            pipeline: sequencer
            sources: { readings: { scripted: readings, {{options}} } }
            sinks: { all: { from: readings, collect: all } }
            """).Node("readings");
        var sequencer = new SourceSequencer(node, new Stage(TimeProvider.System), new DeadLetterWriter(), new BarrierLog(strict: true), new StateCollector(keeps: false, TimeProvider.System), isBounded: true, clock ?? TimeProvider.System, guardsFuture: true);
        sequencer.Readers.Add(this);
        return sequencer;
    }
}
