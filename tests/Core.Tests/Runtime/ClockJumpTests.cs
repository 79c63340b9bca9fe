using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

/// <summary>A pipeline whose wall clock is set by an hour while it runs: it gives what it gives when nobody does.</summary>
public class ClockJumpTests
{
    private static readonly Schema Readings = new([new("time", ColumnType.Timestamp), new("n", ColumnType.Int)]);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Pipeline = """
        pipeline: jumps
        checkpoint: { every: 1s }
        sources: { read: { scripted: read, event_time: { column: time, idle_after: 2s } } }
        transforms: { seconds: { from: read, window: { tumbling: 1s, late: dead_letter, aggregate: { n: sum(n) } } } }
        sinks: { all: { from: seconds, collect: all, retry: { at_most: 1m } } }
        """;

    private readonly VirtualClock _clock = new(Start);
    private readonly TaskCompletionSource[] _steps = [.. Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    private int _failures;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Nothing_is_lost_doubled_or_stuck(int hours)
    {
        var harness = NewHarness();
        using var running = harness.Start(Pipeline);

        // Between two rows: neither is the source silent, nor is the second row late.
        await Rows(running, 2);
        _clock.Jump(TimeSpan.FromHours(hours));
        await Pass(running, 1);
        _steps[0].SetResult();
        await Rows(running, 3);

        // While the sink's call is made again and again, in the middle of its waits.
        _failures = 5;
        _steps[1].SetResult();
        await Until(() => _failures < 5);
        _clock.Jump(TimeSpan.FromHours(-2 * hours));
        await Pass(running, 10);
        await Until(() => harness.Sinks["all"].Rows.Count >= 2);

        // While all is silent: the last window fires when the silence has lasted, and what comes then is in time.
        _clock.Jump(TimeSpan.FromHours(hours));
        await Pass(running, 3);
        await Until(() => harness.Sinks["all"].Rows.Count == 3);
        var checkpoints = running.Snapshot().Checkpoints;
        _steps[2].SetResult();
        await Rows(running, 5);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(result.Failure);
        Assert.Equal([1L, 6L, 10L, 20L], harness.Sinks["all"].Rows.Select(row => row[^1]));
        Assert.Empty(harness.Dead.Rows);
        Assert.InRange(checkpoints.Committed, 5, 15);
        Assert.InRange(checkpoints.Age!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal((0, false), (checkpoints.Abandoned, checkpoints.IsUnhealthy));
    }

    private PipelineHarness NewHarness()
    {
        var source = new ScriptedSource(Readings, isBounded: false).Rows("p", Row(0.1, 1)).Rows("p", Row(1.2, 2)).CaughtUp("p")
            .Wait(_steps[0].Task).Rows("p", Row(1.3, 4)).CaughtUp("p")
            .Wait(_steps[1].Task).Rows("p", Row(2.5, 10)).CaughtUp("p")
            .Wait(_steps[2].Task).Rows("p", Row(30, 20)).CaughtUp("p")
            .Then((_, stop) => Task.Delay(Timeout.Infinite, stop));
        var sink = new CollectingSink
        {
            BeforeWrite = () => _failures > 0 && _failures-- > 0 ? throw new RetryableException("full") : Task.CompletedTask,
        };
        return new PipelineHarness { Clock = _clock, Sources = { ["read"] = source }, Sinks = { ["all"] = sink } };
    }

    private static object?[] Row(double second, long n) => [(Start.AddSeconds(second) - DateTimeOffset.UnixEpoch).Ticks / 10, n];

    /// <summary>Waits until the source has sent so many rows on.</summary>
    private static Task Rows(RunningPipeline running, int rows) => Until(() => running.Snapshot().Components[0].Account.In == rows && running.IsQuiet);

    /// <summary>Seconds pass, a quarter at a time, and what each sets off has time to run.</summary>
    private async Task Pass(RunningPipeline running, int seconds)
    {
        for (var i = 0; i < 4 * seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Delay(5);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 2000, "it did not happen within 10 s");
            await Task.Delay(5);
        }
    }
}
