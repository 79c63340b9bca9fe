using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class PlaybackTests
{
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp)]);

    private readonly VirtualClock _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(5, 50)]
    [InlineData(0.5, 5)]
    public async Task Rows_wait_for_their_time(double speed, int seconds)
    {
        var harness = Harness(source => source.Rows("p", [.. Enumerable.Range(0, 60).Select(i => Row("a", i))]).Finish("p"));
        using var running = harness.Start(Pipeline(speed));

        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await Until(() => harness.Sinks["all"].Rows.Count == seconds + 1);
        Assert.Equal(Enumerable.Range(0, seconds + 1).Select(Second), Times(harness));

        await AdvanceAsync(TimeSpan.FromSeconds(59 / speed - 10));
        Assert.True((await running.Completion).Succeeded);
        Assert.Equal(60, harness.Sinks["all"].Rows.Count);
    }

    [Fact]
    public async Task Partitions_are_played_side_by_side()
    {
        var harness = Harness(source => source.Open("a", "b").Rows("a", Row("a", 0), Row("a", 2), Row("a", 4)).Rows("b", Row("b", 1), Row("b", 3)).Finish("a").Finish("b"));
        using var running = harness.Start(Pipeline(1));
        await AdvanceAsync(TimeSpan.FromSeconds(4));

        Assert.True((await running.Completion).Succeeded);
        Assert.Equal(["a", "b", "a", "b", "a"], harness.Sinks["all"].Rows.Select(row => row[0]));
    }

    [Fact]
    public async Task Little_is_read_ahead_of_what_is_played()
    {
        var harness = Harness(source =>
        {
            for (var i = 0; i < 100; i++) source.Rows("p", Row("a", i));
        });
        using var running = harness.Start(Pipeline(1));

        await Until(() => harness.Sinks["all"].Rows.Count == 1);
        await Until(() => harness.Sources["r"].Written == 3);
        running.Stop();

        Assert.True((await running.Completion).Failure is null);
        // What is given up at the stop makes room, which the source may take before it hears of the stop.
        Assert.InRange(harness.Sources["r"].Written, 3, 5);
        Assert.Single(harness.Sinks["all"].Rows);
    }

    [Fact]
    public async Task A_piece_that_was_played_in_part_is_read_anew()
    {
        var harness = Harness(source => source.Rows("p", [.. Enumerable.Range(0, 10).Select(i => Row("a", i))]));
        harness.Checkpoints = new MemoryCheckpoints();
        using (var running = harness.Start(Pipeline(1)))
        {
            await AdvanceAsync(TimeSpan.FromSeconds(5));
            await Until(() => harness.Sinks["all"].Rows.Count == 6);
            Assert.True(await running.CheckpointAsync());
            running.Abort();
            await running.Completion;
        }

        var position = 0L;
        harness.Sources["r"] = new ScriptedSource(Readings).Then((output, _) =>
        {
            position = output.Open("p").Position;
            return Task.CompletedTask;
        });
        Assert.True((await harness.RunAsync(Pipeline(1))).Succeeded);

        Assert.Equal(0, position);
    }

    private PipelineHarness Harness(Action<ScriptedSource> script)
    {
        var harness = new PipelineHarness { Clock = _clock, Sources = { ["r"] = new ScriptedSource(Readings) }, Sinks = { ["all"] = new CollectingSink() } };
        script(harness.Sources["r"]);
        return harness;
    }

    private static string Pipeline(double speed) => FormattableString.Invariant($$"""
        pipeline: p
        checkpoint: { every: 1d }
        sources: { r: { scripted: r, event_time: { column: time, speed: {{speed}} } } }
        sinks: { all: { from: r, collect: all } }
        """);

    private static object?[] Row(string key, int second) => [key, Second(second)];

    private static DateTime Second(int second) => DateTime.UnixEpoch.AddSeconds(second);

    private static IEnumerable<DateTime> Times(PipelineHarness harness) => harness.Sinks["all"].Rows.Select(row => (DateTime)row[1]!);

    /// <summary>Lets time pass from one row to the next, each time once it is waited for.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        for (var end = _clock.Elapsed + by; _clock.Elapsed < end;)
        {
            await Until(() => _clock.NextDue <= end);
            _clock.Advance(_clock.NextDue!.Value - _clock.Elapsed);
        }
    }

    private static async Task Until(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds()) await Task.Delay(5, patience.Token);
    }
}
