using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class RestartTests
{
    private const int RowsOfEach = 120;

    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    private static readonly Dictionary<string, object?[][]> Left = Partitions(1, "a", "b", "c");
    private static readonly Dictionary<string, object?[][]> Right = Partitions(2, "d", "e");

    /// <summary>Two sources that meet, rows told apart, windows in lanes or not, rules with state, late rows as dead letters.</summary>
    private const string Pipeline = """
        pipeline: restarted
        runtime: { lanes: 3 }
        sources:
          left: { replayed: left, event_time: { column: time, disorder: 2s, max_skew: 1h } }
          right: { replayed: right, event_time: { column: time, disorder: 2s, max_skew: 1h } }
        transforms:
          both: { from: [left, right], union: {} }
          once: { from: both, dedupe: { key: [key, time], within: 1h, late: drop } }
          sums: { from: once, window: { tumbling: 5s, key: [key], late: dead_letter, aggregate: { n: count(), s: sum(value), m: max(value) } } }
          alarms: { from: sums, rules: { high: { when: s > 200, key: [key], for: 2 rows, cooldown: 20s }, odd: { zscore: { of: s, over: 5 rows, above: 1.2 }, key: [key] } } }
        sinks:
          all: { from: once, table: all }
          every_sum: { from: sums, table: sums }
          every_alarm: { from: alarms, table: alarms }
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(200)]
    [InlineData(359)]
    public async Task What_a_run_killed_anywhere_and_started_again_has_written_is_what_it_would_have(int rows)
    {
        var undisturbed = await UndisturbedAsync();
        var harness = NewHarness();

        await CrashAsync(harness, Pipeline, rows, more: 25);
        var result = await RunAsync(harness, Pipeline);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        AssertEqual(undisturbed, harness);
        Assert.All(result.Final.Components, component => Assert.True(component.Account.Balances, $"{component.Node.Name}: {component.Account}"));
        Assert.Equal(5 * RowsOfEach, result.Final.Components.Single(component => component.Node.Name == "both").Account.In);
    }

    [Fact]
    public async Task A_run_may_be_killed_again_and_again()
    {
        var undisturbed = await UndisturbedAsync();
        var harness = NewHarness();

        for (var i = 0; i < 12; i++) await CrashAsync(harness, Pipeline, 17 + i, more: 5);
        await RunAsync(harness, Pipeline);

        AssertEqual(undisturbed, harness);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task State_is_spread_anew_over_another_number_of_lanes(int lanes)
    {
        var undisturbed = await UndisturbedAsync();
        var harness = NewHarness();

        await CrashAsync(harness, Pipeline, 150, more: 20);
        var result = await RunAsync(harness, Pipeline.Replace("lanes: 3", $"lanes: {lanes}", StringComparison.Ordinal));

        Assert.True(result.Succeeded, result.Failure?.ToString() ?? result.Refused?.ToString());
        AssertEqual(undisturbed, harness);
    }

    [Fact]
    public async Task A_run_started_again_from_its_end_writes_nothing_twice()
    {
        var harness = await UndisturbedAsync();
        var rows = harness.Tables.ToDictionary(table => table.Key, table => table.Value.Rows);

        var result = await RunAsync(harness, Pipeline);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.All(harness.Tables, table => Assert.Equal(rows[table.Key], table.Value.Rows));
    }

    [Fact]
    public async Task A_stop_leaves_windows_open_and_the_next_run_goes_on()
    {
        var undisturbed = await UndisturbedAsync();
        var harness = NewHarness();

        using (var running = Start(harness, Pipeline, 90))
        {
            await HeldAsync(harness, 90);
            running.Stop();
            var stopped = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(stopped.Stopped);
            Assert.Equal(0, stopped.FiredEarly);
            Assert.Equal(180, stopped.Final.Components.Single(component => component.Node.Name == "both").Account.In);
        }

        await RunAsync(harness, Pipeline);
        AssertEqual(undisturbed, harness);
    }

    [Fact]
    public async Task Sources_hear_of_an_epoch_when_all_sinks_have_committed_it()
    {
        var harness = NewHarness();
        harness.Tables["all"].BeforeCommit = epoch => Assert.DoesNotContain(harness.Replayed["left"].Committed, told => told.Epoch == epoch);

        var result = await RunAsync(harness, Pipeline);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Left.ToDictionary(each => each.Key, each => (long)each.Value.Length), harness.Replayed["left"].Committed[^1].Positions);
    }

    private static Dictionary<string, object?[][]> Partitions(int seed, params string[] names)
    {
        var random = new Random(seed);
        var partition = 0;
        return names.ToDictionary(name => name, name =>
        {
            // No two rows have one time but those that are repeated, so that it does not matter which comes first.
            var own = (seed * 5) + partition++;
            var rows = Enumerable.Range(0, RowsOfEach)
                .Select(i => (object?[])[$"k{random.Next(6)}", DateTime.UnixEpoch.AddMilliseconds((420 * i) + (15 * random.Next(100)) + own), (double)random.Next(100)]).ToArray();
            for (var i = 10; i < rows.Length; i += 10) rows[i] = rows[i - 3];
            for (var i = 13; i < rows.Length; i += 17) rows[i] = [rows[i][0], null, rows[i][2]];
            return rows;
        });
    }

    private static PipelineHarness NewHarness() => new()
    {
        Checkpoints = new MemoryCheckpoints(),
        DeadTable = new OutsideTable(),
        Tables = { ["all"] = new OutsideTable(), ["sums"] = new OutsideTable(), ["alarms"] = new OutsideTable() },
    };

    private static RunningPipeline Start(PipelineHarness harness, string pipeline, params long[] holds)
    {
        harness.Replayed["left"] = new ReplayedSource(Readings, Left) { Holds = holds };
        harness.Replayed["right"] = new ReplayedSource(Readings, Right) { Holds = holds };
        return harness.Start(pipeline);
    }

    private static async Task<RunResult> RunAsync(PipelineHarness harness, string pipeline)
    {
        using var running = Start(harness, pipeline);
        return await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task<PipelineHarness> UndisturbedAsync()
    {
        var harness = NewHarness();
        var result = await RunAsync(harness, Pipeline);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.All(harness.Tables.Values.Append(harness.DeadTable!), table => Assert.NotEmpty(table.Rows));
        return harness;
    }

    /// <summary>Takes a checkpoint when each source has read so many rows, and is killed when each has read some more.</summary>
    private static async Task CrashAsync(PipelineHarness harness, string pipeline, long rows, long more)
    {
        using var running = Start(harness, pipeline, rows, rows + more);
        await HeldAsync(harness, rows);
        Assert.True(await running.CheckpointAsync());
        foreach (var source in harness.Replayed.Values) source.Release(rows);
        await HeldAsync(harness, rows + more);
        running.Abort();
        await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task HeldAsync(PipelineHarness harness, long rows) => Task.WhenAll(harness.Replayed.Values.Select(source => source.Held(rows)));

    private static void AssertEqual(PipelineHarness expected, PipelineHarness actual)
    {
        foreach (var (name, table) in expected.Tables) Assert.Equal(table.Rows.Order(StringComparer.Ordinal), actual.Tables[name].Rows.Order(StringComparer.Ordinal));
        Assert.Equal(expected.DeadTable!.Rows.Order(StringComparer.Ordinal), actual.DeadTable!.Rows.Order(StringComparer.Ordinal));
    }
}
