using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class RunSharesTests
{
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    [Theory]
    [InlineData("filter: value > 1", false)]
    [InlineData("rules: { high: { when: value > 1 } }", false)]
    [InlineData("rules: { high: { when: value > 1, for: 3 rows } }", true)]
    [InlineData("window: { tumbling: 5s, late: drop, aggregate: { n: count() } }", true)]
    public void A_run_keeps_state_where_rows_change_what_a_component_holds(string transform, bool keeps)
    {
        var plan = new PipelineHarness { Sources = { ["r"] = new ScriptedSource(Readings) }, Sinks = { ["all"] = new CollectingSink() } }.Plan($$"""
            pipeline: p
            sources: { r: { scripted: r, event_time: { column: time } } }
            transforms: { some: { from: r, {{transform}} } }
            sinks: { all: { from: some, collect: all } }
            """);

        Assert.Equal(keeps, new RunShares(plan, null, new RunSettings()).KeepsState);
    }

    [Fact]
    public async Task An_epoch_that_a_source_asks_for_does_not_wait_for_its_time()
    {
        var committed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var harness = new PipelineHarness
        {
            Sources = { ["r"] = new ScriptedSource(Readings) },
            Tables = { ["all"] = new OutsideTable { BeforeCommit = epoch => committed.TrySetResult(epoch) } },
        };
        harness.Sources["r"].Rows("p", ["a", DateTime.UnixEpoch, 1.0]).Then((output, stop) =>
        {
            output.AskForEpoch();
            return committed.Task.WaitAsync(stop);
        });

        var result = await harness.RunAsync("""
            pipeline: p
            checkpoint: { every: 1h }
            sources: { r: { scripted: r } }
            sinks: { all: { from: r, table: all } }
            """);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(1, await committed.Task);
    }
}
