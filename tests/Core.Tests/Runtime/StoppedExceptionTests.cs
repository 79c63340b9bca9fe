using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class StoppedExceptionTests
{
    private const string Pipeline = """
        pipeline: waiting
        sources: { rows: { replayed: rows } }
        sinks: { away: { from: rows, away: {} } }
        """;

    private static readonly Schema Schema = new([new("n", ColumnType.Int)]);

    [Theory]
    [InlineData("tell")]
    [InlineData("open")]
    [InlineData("commit")]
    public async Task A_run_that_has_read_nothing_yet_is_stopped_as_it_was_asked_to(string call)
    {
        using var running = Start(new AwaySink(called => called == call ? throw new RetryableException("no answer") : Task.CompletedTask));

        await WaitsAsync(running);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(result.Failure);
        Assert.True(result.Stopped);
    }

    [Theory]
    [InlineData("tell")]
    [InlineData("open")]
    public async Task A_call_at_the_start_that_takes_long_is_told_to_end(string call)
    {
        var isCalled = new TaskCompletionSource();
        using var running = Start(new AwaySink(async (called, stop) =>
        {
            if (called != call) return;
            isCalled.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
        }));

        await isCalled.Task;
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(result.Failure);
        Assert.True(result.Stopped);
    }

    [Fact]
    public async Task Rows_that_were_read_and_could_not_be_written_are_a_failure()
    {
        using var running = Start(new AwaySink(called => called == "write" ? throw new RetryableException("no answer") : Task.CompletedTask));

        await WaitsAsync(running);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(("away", "no answer (the run was stopped while it waited for this to pass)"), (result.Failure?.Component, result.Failure?.Message));
    }

    private static RunningPipeline Start(AwaySink sink)
    {
        var harness = new PipelineHarness { Checkpoints = new MemoryCheckpoints() };
        harness.Registry.Sink<Nothing>("away", _ => sink);
        harness.Replayed["rows"] = new ReplayedSource(Schema, new Dictionary<string, object?[][]> { ["all"] = [[1L]] }) { Holds = [1] };
        return harness.Start(Pipeline);
    }

    private static async Task WaitsAsync(RunningPipeline running)
    {
        while (!running.Snapshot().Waits.ContainsKey("away") && !running.Completion.IsCompleted) await Task.Delay(5);
    }

    public sealed record Nothing;

    /// <summary>A transactional sink whose calls are looked at first.</summary>
    private sealed class AwaySink(Func<string, CancellationToken, Task> before) : ISink
    {
        public AwaySink(Func<string, Task> before) : this((call, _) => before(call))
        {
        }

        public bool IsTransactional => true;

        public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.ExactlyOnce, "visible at the next checkpoint");

        public async ValueTask<long> CommittedEpochAsync(RunContext run, CancellationToken stop)
        {
            await before("tell", stop);
            return 0;
        }

        public async ValueTask OpenAsync(SinkContext context, CancellationToken stop) => await before("open", stop);

        public async ValueTask WriteAsync(Batch batch, CancellationToken stop) => await before("write", stop);

        public async ValueTask CommitAsync(long epoch, CancellationToken stop) => await before("commit", stop);

        public ValueTask CloseAsync() => ValueTask.CompletedTask;
    }
}
