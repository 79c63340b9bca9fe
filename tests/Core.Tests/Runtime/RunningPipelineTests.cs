using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class RunningPipelineTests
{
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    private const string TwoSinks = """
        pipeline: two-sinks
        sources: { readings: { scripted: readings } }
        transforms: { large: { from: readings, dropping: 10 } }
        sinks:
          all: { from: readings, collect: all }
          some: { from: large, collect: some }
        """;

    [Fact]
    public async Task Every_reader_gets_every_row_in_order()
    {
        var harness = Harness(Enumerable.Range(0, 200).Select(i => new[] { Row("a", i, i) }));

        var result = await harness.RunAsync(TwoSinks);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (object)(double)i), harness.Sinks["all"].Rows.Select(row => row[2]));
        Assert.Equal(Enumerable.Range(11, 189).Select(i => (object)(double)i), harness.Sinks["some"].Rows.Select(row => row[2]));
    }

    [Fact]
    public async Task Every_component_can_account_for_its_rows()
    {
        var harness = Harness(Enumerable.Range(0, 20).Select(i => new[] { Row("a", i, i) }));

        var result = await harness.RunAsync(TwoSinks);

        var accounts = result.Final.Components.ToDictionary(component => component.Node.Name, component => component.Account);
        Assert.Equal((20, 20), (accounts["readings"].In, accounts["readings"].Out));
        Assert.Equal((20, 11, 9), (accounts["large"].In, accounts["large"].Filtered, accounts["large"].Passed));
        Assert.Equal((9, 9), (accounts["some"].In, accounts["some"].Passed));
        Assert.All(accounts.Values, account => Assert.True(account.Balances, account.ToString()));
    }

    [Fact]
    public async Task A_failure_names_the_component_and_its_place()
    {
        var harness = Harness([[Row("a", 0, double.NaN)]]);

        var result = await harness.RunAsync(TwoSinks);

        Assert.Equal("large", result.Failure?.Component);
        Assert.Equal(new Location("test.yaml", 3, 15), result.Failure?.Location);
        Assert.Contains("NaN came", result.Failure?.Message);
    }

    [Fact]
    public async Task A_failed_sink_closes_all_sinks_and_commits_nothing()
    {
        var harness = Harness([[Row("a", 0, 20)]]);
        harness.Sinks["some"] = new CollectingSink { BeforeWrite = () => throw new IOException("disk full") };

        var result = await harness.RunAsync(TwoSinks);

        Assert.Equal(("some", "disk full"), (result.Failure?.Component, result.Failure?.Message));
        Assert.Equal(["close"], harness.Sinks["some"].Calls);
        Assert.Contains("close", harness.Sinks["all"].Calls);
    }

    [Fact]
    public async Task A_sink_that_cannot_write_for_now_is_waited_for()
    {
        var full = 3;
        var harness = Harness([[Row("a", 0, 20)], [Row("a", 1, 30)]]);
        harness.Sinks["some"] = new CollectingSink { BeforeWrite = () => full-- > 0 ? throw new RetryableException("disk full") : Task.CompletedTask };

        var result = await harness.RunAsync(TwoSinks);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(2, harness.Sinks["some"].Rows.Count);
        Assert.Equal(("disk full", false, 3L), (result.Final.Waits["some"].Reason, result.Final.Waits["some"].IsWaiting, result.Final.Waits["some"].Times));
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_sink()
    {
        var harness = Harness([[Row("a", 0, 20)]]);
        harness.Sinks["some"] = new CollectingSink { BeforeWrite = () => throw new RetryableException("disk full") };

        using var running = harness.Start(TwoSinks);
        await Until(() => running.Snapshot().Waits.ContainsKey("some"));
        running.Stop();
        var result = await running.Completion;

        Assert.Equal(("some", "disk full (the run was stopped while it waited for this to pass)"), (result.Failure?.Component, result.Failure?.Message));
    }

    [Fact]
    public async Task An_epoch_that_a_sink_never_prepares_does_not_hold_up_the_end()
    {
        var harness = Harness([[Row("a", 0, 20)]]);
        harness.Sinks["some"] = new CollectingSink { BeforeWrite = () => throw new RetryableException("disk full") };

        using var running = harness.Start(TwoSinks);
        await Until(() => running.Snapshot().Waits.ContainsKey("some"));
        var epoch = running.CheckpointAsync();
        running.Stop();

        // It would be waited for for ten seconds.
        Assert.NotNull((await running.Completion.WaitAsync(TimeSpan.FromSeconds(8))).Failure);
        Assert.False(await epoch);
    }

    [Fact]
    public async Task A_source_says_what_it_waited_for()
    {
        var harness = Harness([[Row("a", 0, 20)]]);
        harness.Sources["readings"].Then((output, _) =>
        {
            output.WaitsFor("no broker answers");
            output.WaitsFor(null);
            return Task.CompletedTask;
        });

        var result = await harness.RunAsync(TwoSinks);

        Assert.Equal(("no broker answers", false, 1L), (result.Final.Waits["readings"].Reason, result.Final.Waits["readings"].IsWaiting, result.Final.Waits["readings"].Times));
    }

    [Fact]
    public async Task A_source_that_throws_fails_the_run()
    {
        var harness = Harness([]);
        harness.Sources["readings"].Then((_, _) => throw new IOException("no such file"));

        var result = await harness.RunAsync(TwoSinks);

        Assert.Equal(("readings", "no such file"), (result.Failure?.Component, result.Failure?.Message));
    }

    [Fact]
    public async Task A_slow_sink_holds_the_source_back()
    {
        var open = new TaskCompletionSource();
        var harness = Harness(Enumerable.Range(0, 100).Select(i => Enumerable.Repeat(Row("a", i, i), SinkStage.RowsOfPlace).ToArray()));
        harness.Sinks["all"] = new CollectingSink { BeforeWrite = () => open.Task };

        using var running = harness.Start(TwoSinks);
        var ahead = await StandsStill(() => harness.Sources["readings"].Written);
        open.SetResult();
        await running.Completion;

        Assert.InRange(ahead, 1, 50 * SinkStage.RowsOfPlace);
        Assert.Equal(100 * SinkStage.RowsOfPlace, harness.Sinks["all"].Rows.Count);
    }

    [Fact]
    public async Task A_sink_that_may_drop_holds_nobody_back_and_counts_what_it_drops()
    {
        var open = new TaskCompletionSource();
        var harness = Harness(Enumerable.Range(0, 100).Select(i => Enumerable.Repeat(Row("a", i, i), SinkStage.RowsOfPlace).ToArray()));
        harness.Sinks["all"] = new CollectingSink { BeforeWrite = () => open.Task };

        using var running = harness.Start(TwoSinks.Replace("collect: all", "collect: all, overflow: drop", StringComparison.Ordinal));
        await Until(() => harness.Sinks["some"].Rows.Count == 89 * SinkStage.RowsOfPlace);
        open.SetResult();
        var result = await running.Completion;

        var all = result.Final.Components.Single(component => component.Node.Name == "all");
        Assert.True(all.Dropped > 0);
        Assert.Equal(100 * SinkStage.RowsOfPlace, all.Dropped + harness.Sinks["all"].Rows.Count);
    }

    [Fact]
    public async Task What_reads_a_sinks_dead_letters_ends_with_it()
    {
        var harness = Harness([[Row("a", 0, 1), Row("b", 1, 2), Row("c", 2, 3)]]);
        harness.Sinks["all"] = new CollectingSink { Refuses = row => (string?)row[0] == "b" };
        harness.Sinks["refused"] = new CollectingSink();

        var result = await harness.RunAsync(TwoSinks + "\n  refused: { from: all.dead, collect: refused }");

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(["a", "c"], harness.Sinks["all"].Rows.Select(row => row[0]));
        Assert.Equal(("all", "refused"), (harness.Sinks["refused"].Rows[0][0], harness.Sinks["refused"].Rows[0][3]));
        Assert.Contains("commit 1", harness.Sinks["refused"].Calls);
    }

    [Fact]
    public async Task A_stop_lets_everything_through_that_was_read()
    {
        var harness = Harness([[Row("a", 0, 1)], [Row("a", 1, 2)]]);
        harness.Sources["readings"].Wait(new TaskCompletionSource().Task).Rows("p", Row("a", 2, 3));

        using var running = harness.Start(TwoSinks);
        await Until(() => harness.Sources["readings"].Written == 2);
        running.Stop();
        var result = await running.Completion;

        Assert.True(result.Stopped);
        Assert.Equal([1.0, 2.0], harness.Sinks["all"].Rows.Select(row => row[2]));
        Assert.Equal(["prepare 1", "commit 1", "close"], harness.Sinks["all"].Calls);
    }

    [Fact]
    public async Task An_abort_ends_at_once_and_commits_nothing()
    {
        var harness = Harness([[Row("a", 0, 1)]]);
        harness.Sinks["all"] = new CollectingSink { BeforeWrite = () => new TaskCompletionSource().Task };

        using var running = harness.Start(TwoSinks);
        await Until(() => harness.Sources["readings"].Written == 1);
        running.Abort();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Aborted);
        Assert.DoesNotContain(harness.Sinks["all"].Calls, call => call.StartsWith("commit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_barrier_passes_only_when_both_inputs_have_it()
    {
        var harness = new PipelineHarness();
        var go = new TaskCompletionSource();
        harness.Registry.Transform<Dropping.Options>("dropping", options => new Dropping(options));
        harness.Sources["a"] = new ScriptedSource(Readings).Rows("a", Row("a", 0, 1)).Wait(go.Task);
        harness.Sources["b"] = new ScriptedSource(Readings).Rows("b", Row("b", 0, 2)).Wait(go.Task);
        harness.Sinks["all"] = new CollectingSink();

        using var running = harness.Start("""
            pipeline: two-sources
            checkpoint: { every: 20ms }
            sources: { left: { scripted: a }, right: { scripted: b } }
            sinks: { all: { from: [left, right], collect: all } }
            """);
        await Until(() => running.Snapshot().Checkpoints.Committed >= 2);
        go.SetResult();
        var result = await running.Completion;

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(["prepare 1", "commit 1", "prepare 2", "commit 2"], harness.Sinks["all"].Calls.Take(4));
    }

    private static object?[] Row(string key, int second, double value) => [key, DateTime.UnixEpoch.AddSeconds(second), value];

    private static PipelineHarness Harness(IEnumerable<object?[][]> batches)
    {
        var harness = new PipelineHarness();
        var source = new ScriptedSource(Readings);
        foreach (var rows in batches) source.Rows("p", rows);
        harness.Registry.Transform<Dropping.Options>("dropping", options => new Dropping(options));
        harness.Sources["readings"] = source;
        harness.Sinks["all"] = new CollectingSink();
        harness.Sinks["some"] = new CollectingSink();
        return harness;
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 2000, "it did not happen within 10 s");
            await Task.Delay(5);
        }
    }

    /// <summary>The figure once it has not moved for a while.</summary>
    private static async Task<long> StandsStill(Func<long> figure)
    {
        var (last, same) = (-1L, 0);
        while (same < 20)
        {
            await Task.Delay(10);
            same = figure() == last && last > 0 ? same + 1 : 0;
            last = figure();
        }

        return last;
    }

    /// <summary>Keeps rows with a value above the bound, and throws at NaN.</summary>
    private sealed class Dropping(Dropping.Options options) : ITransform
    {
        internal sealed record Options
        {
            [Whole]
            public required double Bound { get; init; }
        }

        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void OnBatch(Batch batch, Output output)
        {
            var keep = new List<int>();
            for (var row = 0; row < batch.Rows; row++)
            {
                var value = batch.Floats(2)[row];
                if (double.IsNaN(value)) throw new InvalidDataException("NaN came");
                if (value > options.Bound) keep.Add(row);
            }

            output.Account.Passed += keep.Count;
            output.Account.Filtered += batch.Rows - keep.Count;
            output.Emit(batch.Where(keep.ToArray()));
        }
    }
}
