using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

/// <summary>Epochs on a clock that stands still: every second one, behind the first, which a run takes before it reads.</summary>
public class EpochsTests
{
    private static readonly Schema Numbers = new([new("n", ColumnType.Int)]);

    private const string Pipeline = """
        pipeline: epochs
        checkpoint: { every: 1s }
        sources: { left: { replayed: left }, right: { replayed: right } }
        sinks: { both: { from: [left, right], table: both }, right_only: { from: right, table: right } }
        """;

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly FailingCheckpoints _checkpoints = new();

    [Fact]
    public async Task A_finished_input_counts_as_having_sent_every_later_barrier()
    {
        var harness = NewHarness(left: 3, right: 10, rightHolds: [5]);
        using var running = harness.Start(Pipeline);
        await harness.Replayed["right"].Held(5);

        await Until(() => running.Snapshot().Components.Single(each => each.Node.Name == "both").Account.In == 8);
        Assert.True(await running.CheckpointAsync());

        Assert.Equal((8, 5), (harness.Tables["both"].Rows.Count, harness.Tables["right"].Rows.Count));
        Assert.Equal([("p", 3L)], harness.Replayed["left"].Committed[^1].Positions.Select(each => (each.Key, each.Value)));
        harness.Replayed["right"].Release(5);
        await EndAsync(running);
        Assert.Equal((13, 10), (harness.Tables["both"].Rows.Count, harness.Tables["right"].Rows.Count));
    }

    [Fact]
    public async Task A_sink_that_has_ended_belongs_to_every_later_epoch()
    {
        var harness = NewHarness(left: 10, right: 3, leftHolds: [5]);
        using (var running = harness.Start(Pipeline))
        {
            await harness.Replayed["left"].Held(5);
            await Until(() => running.Snapshot().Components.Single(each => each.Node.Name == "right_only").Account.In == 3);
            for (var epoch = 0; epoch < 3; epoch++) Assert.True(await running.CheckpointAsync());
            Assert.Equal(3, harness.Tables["right"].Rows.Count);
            running.Abort();
            await running.Completion;
        }

        var again = NewHarness(left: 10, right: 3);
        (again.Tables["both"], again.Tables["right"]) = (harness.Tables["both"], harness.Tables["right"]);
        using var second = again.Start(Pipeline);
        await EndAsync(second);

        Assert.Equal((13, 3), (again.Tables["both"].Rows.Count, again.Tables["right"].Rows.Count));
    }

    [Fact]
    public async Task Rows_of_an_epoch_that_could_not_be_written_come_with_the_next()
    {
        var harness = NewHarness(left: 10, right: 10, leftHolds: [5], rightHolds: [5]);
        _checkpoints.BeforeWrite = (epoch, _) => epoch is 2 or 3 or 4 ? throw new IOException("the disk is full") : Task.CompletedTask;
        using var running = harness.Start(Pipeline);
        await Task.WhenAll(harness.Replayed["left"].Held(5), harness.Replayed["right"].Held(5));

        Assert.False(await running.CheckpointAsync());
        Assert.Equal("the disk is full", running.Snapshot().Checkpoints.Trouble);
        Assert.False(running.Snapshot().Checkpoints.IsUnhealthy);
        Assert.False(await running.CheckpointAsync());
        Assert.False(await running.CheckpointAsync());
        Assert.Equal((true, 3L), (running.Snapshot().Checkpoints.IsUnhealthy, running.Snapshot().Checkpoints.Failed));
        Assert.Empty(harness.Tables["both"].Rows);

        Assert.True(await running.CheckpointAsync());
        Assert.Equal((10, 5), (harness.Tables["both"].Rows.Count, harness.Tables["right"].Rows.Count));
        Assert.Equal((false, null), (running.Snapshot().Checkpoints.IsUnhealthy, running.Snapshot().Checkpoints.Trouble));
    }

    [Fact]
    public async Task A_checkpoint_that_takes_ten_times_too_long_is_abandoned_and_three_in_a_row_are_unhealthy()
    {
        var harness = NewHarness(left: 10, right: 10, leftHolds: [5], rightHolds: [5]);
        _checkpoints.BeforeWrite = (epoch, stop) => epoch == 1 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, stop);
        using var running = harness.Start(Pipeline);
        await Task.WhenAll(harness.Replayed["left"].Held(5), harness.Replayed["right"].Held(5));

        for (var abandoned = 1; abandoned <= 3; abandoned++)
        {
            for (var seconds = 0; running.Snapshot().Checkpoints.Abandoned < abandoned; seconds++)
            {
                Assert.True(seconds < 2000, "it was not abandoned");
                await AdvanceAsync(running);
            }

            Assert.Equal(abandoned == 3, running.Snapshot().Checkpoints.IsUnhealthy);
        }

        Assert.StartsWith("checkpoint 4 was not complete after 10 s and was abandoned", running.Snapshot().Checkpoints.Trouble, StringComparison.Ordinal);
        _checkpoints.BeforeWrite = (_, _) => Task.CompletedTask;
        Assert.True(await running.CheckpointAsync());
        Assert.Equal(10, harness.Tables["both"].Rows.Count);
    }

    [Fact]
    public async Task The_end_is_one_checkpoint_of_all_sinks_together()
    {
        var harness = NewHarness(left: 4, right: 4);
        var atWrite = new List<int>();
        _checkpoints.BeforeWrite = (_, _) =>
        {
            atWrite.Add(harness.Tables["both"].Rows.Count + harness.Tables["right"].Rows.Count);
            return Task.CompletedTask;
        };
        using var running = harness.Start(Pipeline);
        var result = await EndAsync(running);

        Assert.Equal([0, 0], atWrite);
        Assert.Equal((8, 4), (harness.Tables["both"].Rows.Count, harness.Tables["right"].Rows.Count));
        Assert.Equal(2, result.Final.Checkpoints.Epoch);
    }

    [Fact]
    public async Task A_run_whose_last_checkpoint_cannot_be_written_fails()
    {
        var harness = NewHarness(left: 4, right: 4);
        _checkpoints.BeforeWrite = (epoch, _) => epoch == 1 ? Task.CompletedTask : throw new IOException("the disk is full");
        using var running = harness.Start(Pipeline);
        while (!running.Completion.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }

        var result = await running.Completion;
        Assert.Equal("the last checkpoint could not be taken: the disk is full", result.Failure?.Message);
        Assert.Empty(harness.Tables["both"].Rows);
    }

    private PipelineHarness NewHarness(int left, int right, long[]? leftHolds = null, long[]? rightHolds = null) => new()
    {
        Clock = _clock,
        Checkpoints = _checkpoints,
        Replayed = { ["left"] = Source(left, leftHolds), ["right"] = Source(right, rightHolds) },
        Tables = { ["both"] = new OutsideTable(), ["right"] = new OutsideTable() },
    };

    private static ReplayedSource Source(int rows, long[]? holds) =>
        new(Numbers, new Dictionary<string, object?[][]> { ["p"] = [.. Enumerable.Range(0, rows).Select(i => (object?[])[(long)i])] }) { Holds = holds ?? [] };

    /// <summary>A second passes, and what it set off has time to run: what waits to be written is no message under way.</summary>
    private async Task AdvanceAsync(RunningPipeline running)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(5);
        await Until(() => running.IsQuiet);
    }

    private static Task<RunResult> EndAsync(RunningPipeline running) => running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 2000, "it did not happen within 10 s");
            await Task.Delay(5);
        }
    }
}
