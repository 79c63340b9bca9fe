using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class RestoredStateTests
{
    private const string Pipeline = """
        pipeline: restored
        sources: { readings: { scripted: readings, event_time: { column: time } } }
        transforms: { sums: { from: readings, over: { key: [key], order: arrival, compute: { s: sum(value) } } } }
        sinks: { all: { from: sums, collect: all } }
        """;

    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    [Fact]
    public async Task What_a_run_was_restored_from_is_not_kept_while_it_runs()
    {
        var checkpoints = new ReadCheckpoints();
        await RunAsync(checkpoints, Task.CompletedTask);

        var end = new TaskCompletionSource();
        var run = RunAsync(checkpoints, end.Task);
        await checkpoints.IsRead.WaitAsync(TimeSpan.FromSeconds(30));
        while (checkpoints.IsReadStateAlive)
        {
            GC.Collect();
            Assert.False(run.IsCompleted, "kept until the run ended");
            await Task.WhenAny(run, Task.Delay(10));
        }

        end.SetResult();
        await run;
    }

    private static async Task RunAsync(ICheckpoints checkpoints, Task end)
    {
        var harness = new PipelineHarness { Checkpoints = checkpoints };
        harness.Sinks["all"] = new CollectingSink();
        harness.Sources["readings"] = new ScriptedSource(Readings).Rows("p", ["k", DateTime.UnixEpoch, 1.0]).Wait(end);
        using var running = harness.Start(Pipeline);
        await Task.WhenAny(running.Completion, Task.Delay(TimeSpan.FromSeconds(30)));
        running.Abort();
        var result = await running.Completion;
        Assert.True(result.Succeeded, result.Failure?.ToString());
    }

    /// <summary>Checkpoints in memory that know whether somebody still holds the states that were read of them.</summary>
    private sealed class ReadCheckpoints : ICheckpoints
    {
        private readonly MemoryCheckpoints _kept = new();
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile WeakReference? _state;

        public Task IsRead => _read.Task;

        public bool IsReadStateAlive => _state!.IsAlive;

        public string Place => _kept.Place;

        public IReadOnlyList<long> Epochs => _kept.Epochs;

        public SavedCheckpoint Read(long epoch)
        {
            var kept = _kept.Read(epoch);
            var copies = kept.States.Select(state => state with { Bytes = state.Bytes.ToArray() }).ToList();
            _state = new WeakReference(copies);
            _read.TrySetResult();
            return kept with { States = copies };
        }

        public void BeginFrom(long? epoch) => _kept.BeginFrom(epoch);

        public Task WriteAsync(Snapshot snapshot, CancellationToken stop) => _kept.WriteAsync(snapshot, stop);

        public void Committed(long epoch) => _kept.Committed(epoch);

        public void Dispose() => _kept.Dispose();
    }
}
