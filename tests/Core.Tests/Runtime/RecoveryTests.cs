using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Replay;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class RecoveryTests
{
    private const int Rows = 60;

    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    private const string Pipeline = """
        pipeline: recovered
        sources: { readings: { replayed: readings, event_time: { column: time } } }
        transforms: { sums: { from: readings, window: { tumbling: 5s, key: [key], late: drop, aggregate: { s: sum(value) } } } }
        sinks: { lake: { from: sums, table: lake }, topic: { from: sums, table: topic } }
        """;

    [Fact]
    public async Task A_checkpoint_that_the_broker_has_not_committed_is_passed_over()
    {
        var harness = NewHarness();
        harness.Tables["topic"].BeforeCommit = epoch => { if (epoch == 3) throw new IOException("the broker is gone"); };
        await RunAsync(harness, Pipeline, 20, 40);
        Assert.Equal(2, harness.Tables["topic"].Epoch);
        Assert.Equal(3, harness.Checkpoints!.Epochs[^1]);

        harness.Tables["topic"].BeforeCommit = _ => { };
        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(2, result.Final.Checkpoints.RestoredFrom);
        Assert.False(harness.Replayed["readings"].WentBack);
        await AssertAsUndisturbedAsync(harness);
    }

    [Fact]
    public async Task A_commit_that_came_to_the_broker_only_is_finished_by_the_others()
    {
        var harness = NewHarness();
        harness.Tables["lake"].BeforeCommit = epoch => { if (epoch == 3) throw new IOException("killed"); };
        await RunAsync(harness, Pipeline, 20, 40);
        Assert.Equal((3, 2), (harness.Tables["topic"].Epoch, harness.Tables["lake"].Epoch));

        harness.Tables["lake"].BeforeCommit = _ => { };
        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(3, result.Final.Checkpoints.RestoredFrom);
        await AssertAsUndisturbedAsync(harness);
    }

    [Theory]
    [InlineData("lake")]
    [InlineData("topic")]
    public async Task Of_two_that_commit_apart_the_first_has_every_row_once_and_the_other_loses_none(string broken)
    {
        var harness = NewApart();
        harness.Tables[broken].BeforeCommit = epoch => { if (epoch == 3) throw new IOException("killed"); };
        await RunAsync(harness, Pipeline, 20, 40);
        Assert.Equal((2, broken == "lake" ? 3 : 2), (harness.Tables["lake"].Epoch, harness.Tables["topic"].Epoch));

        harness.Tables[broken].BeforeCommit = _ => { };
        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(2, result.Final.Checkpoints.RestoredFrom);
        var undisturbed = NewApart();
        await RunAsync(undisturbed, Pipeline);
        Assert.Equal(undisturbed.Tables["lake"].Rows, harness.Tables["lake"].Rows);
        Assert.Equal(undisturbed.Tables["topic"].Rows.Order(StringComparer.Ordinal), harness.Tables["topic"].Rows.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_never_committed_is_begun_anew()
    {
        var harness = NewHarness();
        harness.Tables["topic"].BeforeCommit = _ => throw new IOException("the broker is gone");
        await RunAsync(harness, Pipeline);
        Assert.Equal([1], harness.Checkpoints!.Epochs);

        harness.Tables["topic"].BeforeCommit = _ => { };
        var result = await RunAsync(harness, Pipeline);

        Assert.Null(result.Final.Checkpoints.RestoredFrom);
        await AssertAsUndisturbedAsync(harness);
    }

    [Fact]
    public async Task Where_the_broker_has_forgotten_its_epoch_the_checkpoint_before_the_newest_is_offered()
    {
        var harness = NewHarness();
        await RunAsync(harness, Pipeline, 10, 20, 30);
        harness.Tables["topic"] = new OutsideTable { IsTransactional = true };
        var epochs = harness.Checkpoints!.Epochs;

        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(ProblemCodes.CheckpointsLost, result.Refused?.Code);
        Assert.StartsWith("nothing is known of the epochs that sink 'topic' has committed", result.Refused!.Message, StringComparison.Ordinal);
        // The newest may have been written and never committed; its rows would be lost.
        Assert.EndsWith($"Start it with --from {epochs[^2]} to go on from there: rows that were delivered since come again.", result.Refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_checkpoints_are_refused_where_the_broker_has_an_epoch()
    {
        var harness = NewHarness();
        await RunAsync(harness, Pipeline, 20);
        harness.Checkpoints = new MemoryCheckpoints();

        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(new Problem(ProblemCodes.CheckpointsLost, Severity.Error, new Location("test.yaml", 1, 1),
            "sink 'topic' has committed checkpoint 2, but the checkpoint folder 'memory' holds none: it is lost, or not the one this pipeline had.",
            "Start it with --fresh to begin anew: rows that were delivered come again."), result.Refused);
        Assert.False(result.Succeeded);
        Assert.DoesNotContain(1L, harness.Checkpoints.Epochs);
    }

    [Fact]
    public async Task A_fresh_run_counts_on_from_what_was_there()
    {
        var harness = NewHarness();
        await RunAsync(harness, Pipeline, 20);
        var before = harness.Tables["topic"].Rows.Count;

        harness.Restart = new RestartOptions { Fresh = true };
        var result = await RunAsync(harness, Pipeline);

        Assert.True(result.Succeeded, result.Refused?.ToString());
        Assert.Equal(4, harness.Tables["topic"].Epoch);
        Assert.Equal([3, 4], harness.Checkpoints!.Epochs);
        Assert.Equal(before + 36, harness.Tables["topic"].Rows.Count);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_told_and_the_one_before_is_used()
    {
        var checkpoints = new FailingCheckpoints();
        var harness = NewHarness(checkpoints, isTransactional: false);
        await RunAsync(harness, Pipeline, 20, 40);
        checkpoints.Damaged.Add(3);

        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(2, result.Final.Checkpoints.RestoredFrom);
        Assert.Equal(new Problem(ProblemCodes.CheckpointDamaged, Severity.Warning, new Location("test.yaml", 1, 1), "checkpoint 3 is damaged.", "Checkpoint 2 is used."), Assert.Single(harness.Warnings));
        Assert.True(harness.Replayed["readings"].WentBack);
        await AssertAsUndisturbedAsync(harness);
    }

    [Fact]
    public void A_replay_of_dead_letters_that_was_cut_off_is_finished_first()
    {
        using var folder = new TempFolder();
        folder.Write("replay.json", "{}");
        var place = new Location("test.yaml", 1, 1);

        var refused = Assert.Throws<RefusedException>(() => UnfinishedReplay.Refuse(folder.Path, new RestartOptions(), place));
        UnfinishedReplay.Refuse(folder.Path, new RestartOptions { Fresh = true }, place);

        Assert.Equal(
            new Problem(ProblemCodes.ReplayUnfinished, Severity.Error, place, "a replay of dead letters was cut off, and what it has written is not all there.",
                "Run 'streamguard replay-dead-letters' with this file to finish it, or begin anew with --fresh."),
            refused.Problem);
        Assert.False(File.Exists(folder["replay.json"]));
    }

    [Fact]
    public async Task Nothing_is_begun_where_all_are_damaged()
    {
        var checkpoints = new FailingCheckpoints();
        var harness = NewHarness(checkpoints, isTransactional: false);
        await RunAsync(harness, Pipeline);
        checkpoints.Damaged.AddRange(checkpoints.Epochs);

        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(ProblemCodes.CheckpointDamaged, result.Refused?.Code);
        Assert.Equal("checkpoint 2 is damaged; checkpoint 1 is damaged.", result.Refused?.Message);
    }

    [Fact]
    public async Task An_epoch_that_is_asked_for_and_not_there_is_refused()
    {
        var harness = NewHarness();
        await RunAsync(harness, Pipeline);
        harness.Restart = new RestartOptions { From = 7 };

        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(new Problem(ProblemCodes.NoSuchCheckpoint, Severity.Error, new Location("test.yaml", 1, 1), "there is no checkpoint 7 in 'memory'.", "There are: 1, 2."), result.Refused);
    }

    [Fact]
    public async Task An_epoch_that_is_asked_for_is_gone_on_from_and_later_ones_are_forgotten()
    {
        var harness = NewHarness(new MemoryCheckpoints(), isTransactional: false);
        await RunAsync(harness, Pipeline, 20, 40);
        Assert.Equal([2, 3], harness.Checkpoints!.Epochs);
        harness.Restart = new RestartOptions { From = 2 };

        var result = await RunAsync(harness, Pipeline);

        Assert.Equal(2, result.Final.Checkpoints.RestoredFrom);
        Assert.Equal([2, 4], harness.Checkpoints.Epochs);
    }

    [Fact]
    public async Task State_without_a_place_is_refused_unless_it_may_be_lost()
    {
        var harness = NewHarness(new MemoryCheckpoints(), isTransactional: false);
        await RunAsync(harness, Pipeline, 20);
        var other = Pipeline.Replace("tumbling: 5s", "tumbling: 6s", StringComparison.Ordinal);

        var refused = await RunAsync(harness, other);
        harness.Restart = new RestartOptions { AllowStateLoss = true };
        var allowed = await RunAsync(harness, other);

        Assert.Equal(new Problem(ProblemCodes.StateLost, Severity.Error, new Location("test.yaml", 3, 15),
            "checkpoint 2 holds state that has no place in this pipeline: 'sums' (window) has other options or other columns coming in.",
            "Kept: dead_letters, lake, readings, topic. Start it with --allow-state-loss to go on without what is lost, or with --fresh to begin anew."), refused.Refused);
        Assert.True(allowed.Succeeded, allowed.Failure?.ToString());
    }

    private static PipelineHarness NewHarness(ICheckpoints? checkpoints = null, bool isTransactional = true) => new()
    {
        Checkpoints = checkpoints ?? new MemoryCheckpoints(),
        Tables = { ["lake"] = new OutsideTable(), ["topic"] = new OutsideTable { IsTransactional = isTransactional } },
    };

    private static PipelineHarness NewApart() => new()
    {
        Checkpoints = new MemoryCheckpoints(),
        Tables = { ["lake"] = new OutsideTable { IsTransactional = true }, ["topic"] = new OutsideTable { IsTransactional = true, CommitsWith = "another" } },
    };

    /// <summary>Runs to the end or, where checkpoints are to be taken after so many rows, until it is killed behind the last of them.</summary>
    private static async Task<RunResult> RunAsync(PipelineHarness harness, string pipeline, params long[] checkpoints)
    {
        var rows = Enumerable.Range(0, Rows).Select(i => (object?[])[$"k{i % 3}", DateTime.UnixEpoch.AddSeconds(i), (double)i]).ToArray();
        var source = harness.Replayed["readings"] = new ReplayedSource(Readings, new Dictionary<string, object?[][]> { ["p"] = rows }) { Holds = [.. checkpoints, .. checkpoints.TakeLast(1).Select(last => last + 5)] };
        using var running = harness.Start(pipeline);
        foreach (var at in checkpoints)
        {
            await Task.WhenAny(source.Held(at), running.Completion);
            if (running.Completion.IsCompleted || !await running.CheckpointAsync()) break;
            source.Release(at);
        }

        if (checkpoints.Length > 0)
        {
            await Task.WhenAny(source.Held(checkpoints[^1] + 5), running.Completion);
            running.Abort();
        }

        return await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task AssertAsUndisturbedAsync(PipelineHarness harness)
    {
        var undisturbed = NewHarness();
        Assert.True((await RunAsync(undisturbed, Pipeline)).Succeeded);
        foreach (var (name, table) in undisturbed.Tables) Assert.Equal(table.Rows, harness.Tables[name].Rows);
    }
}
