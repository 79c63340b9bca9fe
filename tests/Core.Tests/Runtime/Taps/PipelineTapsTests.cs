using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Taps;

public sealed class PipelineTapsTests
{
    private static readonly TapOptions All = new(RowsPerSecond: 10_000, Kept: 10_000);
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp)]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_edge_can_be_tapped_whatever_the_lanes(int lanes)
    {
        var harness = Harness();
        using var readings = Tap(harness, new PlanInput("readings", false));
        using var sums = Tap(harness, new PlanInput("sums", false));
        using var late = Tap(harness, new PlanInput("sums", true));

        var result = await harness.RunAsync(Pipeline(lanes));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(4, readings.Seen);
        Assert.Equal(harness.Sinks["all"].Rows.Select(row => string.Join(';', row)), sums.After(0).Select(row => string.Join(';', row.Values)));
        var letter = Assert.Single(late.After(0));
        Assert.Equal("sums", letter.From);
        Assert.Equal(DeadLetterSchema.Instance, letter.Schema);
    }

    [Fact]
    public async Task A_tap_goes_on_with_the_next_run_and_ends_when_it_is_disposed_of()
    {
        var harness = Harness();
        var tap = Tap(harness, new PlanInput("readings", false));

        await harness.RunAsync(Pipeline(1));
        var once = tap.Seen;
        harness.Sources["readings"] = Source();
        await harness.RunAsync(Pipeline(1));
        var twice = tap.Seen;
        tap.Dispose();
        harness.Sources["readings"] = Source();
        await harness.RunAsync(Pipeline(1));

        Assert.Equal((4, 8, 8), (once, twice, tap.Seen));
    }

    [Fact]
    public async Task A_tap_that_is_opened_while_rows_flow_sees_those_that_come_then()
    {
        var (harness, opened) = (Harness(), new TaskCompletionSource());
        harness.Sources["readings"].Wait(opened.Task).Rows("p", ["a", DateTime.UnixEpoch.AddSeconds(60)]);
        var plan = harness.Plan(Pipeline(1));
        using var running = harness.Start(Pipeline(1));
        while (harness.Sources["readings"].Written < 4) await Task.Yield();
        while (!running.IsQuiet) await Task.Yield();

        using var tap = harness.Taps!.Open((_, place) => place == new PlanInput("readings", false), All);
        opened.SetResult();
        await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1, tap.Seen);
    }

    private static Tap Tap(PipelineHarness harness, PlanInput at) => harness.Taps!.Open((_, place) => place == at, All);

    private static PipelineHarness Harness() => new()
    {
        Taps = new PipelineTaps(TimeProvider.System),
        Sources = { ["readings"] = Source() },
        Sinks = { ["all"] = new CollectingSink() },
    };

    // The last comes when its window has fired.
    private static ScriptedSource Source() => new ScriptedSource(Readings)
        .Rows("p", ["a", DateTime.UnixEpoch], ["b", DateTime.UnixEpoch])
        .Rows("p", ["a", DateTime.UnixEpoch.AddSeconds(30)])
        .Rows("p", ["a", DateTime.UnixEpoch]);

    private static string Pipeline(int lanes) => $$"""
        pipeline: tapped
        runtime: { lanes: {{lanes}} }
        sources: { readings: { scripted: readings, event_time: { column: time, disorder: 1s } } }
        transforms:
          sums: { from: readings, window: { tumbling: 1s, key: [key], late: dead_letter, aggregate: { n: count() } } }
        sinks:
          all: { from: sums, collect: all }
        """;
}
