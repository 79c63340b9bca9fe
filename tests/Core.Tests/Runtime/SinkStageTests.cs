using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class SinkStageTests
{
    private const string Pipeline = """
        pipeline: staged
        sources: { rows: { replayed: rows } }
        sinks:
          watched: { from: rows, watched: {} }
          other: { from: rows, table: other }
        """;

    private static readonly Schema Schema = new([new("n", ColumnType.Int)]);

    [Fact]
    public async Task A_transactional_sink_gets_no_rows_between_an_epoch_s_preparation_and_its_commit()
    {
        var sink = new WatchedSink { IsTransactional = true };
        var other = new OutsideTable();
        var harness = NewHarness(sink, other);
        using var mayPrepare = new ManualResetEventSlim();

        using var running = Start(harness, 10, 15);
        await harness.Replayed["rows"].Held(10);
        other.BeforePrepare = _ => mayPrepare.Wait(TimeSpan.FromSeconds(30));
        sink.Prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var checkpoint = running.CheckpointAsync();
        await sink.Prepared.Task.WaitAsync(TimeSpan.FromSeconds(30));
        harness.Replayed["rows"].Release(10);
        await harness.Replayed["rows"].Held(15);
        mayPrepare.Set();
        Assert.True(await checkpoint);
        harness.Replayed["rows"].Release(15);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal([0, 10, 20], sink.RowsAtCommit);
    }

    [Fact]
    public async Task Rows_refused_while_a_sink_prepares_are_no_longer_counted_as_written()
    {
        var sink = new WatchedSink { RefusesAtPreparation = true };
        var harness = NewHarness(sink, new OutsideTable());

        using var running = Start(harness);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        var account = result.Final.Components.Single(component => component.Node.Name == "watched").Account;
        Assert.Equal((20, 19, 1), (account.In, account.Passed, account.DeadLettered));
        Assert.True(account.Balances, account.ToString());
    }

    [Fact]
    public async Task A_sink_that_commits_beside_writes_is_given_rows_meanwhile()
    {
        var sink = new WatchedSink { CommitsBesideWrites = true };
        var harness = NewHarness(sink, new OutsideTable());
        var rowsAtCommit = (Before: 0, After: 0);
        sink.DuringCommit = async () =>
        {
            if (sink.Rows != 10) return;
            rowsAtCommit.Before = sink.Rows;
            harness.Replayed["rows"].Release(10);
            await sink.Fifteen.WaitAsync(TimeSpan.FromSeconds(30));
            rowsAtCommit.After = sink.Rows;
        };

        using var running = Start(harness, 10, 15);
        await harness.Replayed["rows"].Held(10);
        Assert.True(await running.CheckpointAsync());
        harness.Replayed["rows"].Release(15);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal((10, 15), rowsAtCommit);
    }

    [Fact]
    public async Task Rows_wait_behind_a_commit_that_has_failed()
    {
        var sink = new WatchedSink { CommitsBesideWrites = true };
        var harness = NewHarness(sink, new OutsideTable());
        var attempts = new List<int>();
        sink.DuringCommit = async () =>
        {
            if (sink.Rows < 10 || attempts.Count == 3) return;
            attempts.Add(sink.Rows);
            if (attempts.Count == 1) throw new RetryableException("locked");
            if (attempts.Count == 3) return;
            harness.Replayed["rows"].Release(10);
            await harness.Replayed["rows"].Held(15);
            throw new RetryableException("still locked");
        };

        using var running = Start(harness, 10, 15);
        await harness.Replayed["rows"].Held(10);
        Assert.True(await running.CheckpointAsync());
        harness.Replayed["rows"].Release(15);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal([10, 10, 10], attempts);
        var waits = result.Final.Waits["watched"];
        Assert.Equal(("still locked", false, 2L), (waits.Reason, waits.IsWaiting, waits.Times));
    }

    [Fact]
    public async Task A_sink_that_cannot_tell_its_epoch_is_named()
    {
        var harness = NewHarness(new WatchedSink { IsTransactional = true, IsShut = true }, new OutsideTable());

        using var running = Start(harness);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(("watched", "not let in"), (result.Failure!.Component, result.Failure.Message));
    }

    private static PipelineHarness NewHarness(WatchedSink sink, OutsideTable other)
    {
        var harness = new PipelineHarness { Checkpoints = new MemoryCheckpoints(), Tables = { ["other"] = other } };
        harness.Registry.Sink<WatchedOptions>("watched", _ => sink);
        return harness;
    }

    private static RunningPipeline Start(PipelineHarness harness, params long[] holds)
    {
        var rows = Enumerable.Range(0, 20).Select(i => (object?[])[(long)i]).ToArray();
        harness.Replayed["rows"] = new ReplayedSource(Schema, new Dictionary<string, object?[][]> { ["all"] = rows }) { Holds = holds };
        return harness.Start(Pipeline);
    }

    public sealed record WatchedOptions;

    /// <summary>Holds Runtime to what it promises a transactional sink.</summary>
    private sealed class WatchedSink : ISink
    {
        private SinkContext? _context;
        private Batch? _last;
        private readonly TaskCompletionSource _fifteen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isPrepared;
        private int _rows;

        public bool IsTransactional { get; init; }

        public bool CommitsBesideWrites { get; init; }

        public Func<Task> DuringCommit { get; set; } = () => Task.CompletedTask;

        public int Rows => Volatile.Read(ref _rows);

        /// <summary>Completes with the fifteenth row.</summary>
        public Task Fifteen => _fifteen.Task;

        public bool RefusesAtPreparation { get; init; }

        public bool IsShut { get; init; }

        public TaskCompletionSource Prepared { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> RowsAtCommit { get; } = [];

        public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.ExactlyOnce, "visible at the next checkpoint");

        public ValueTask<long> CommittedEpochAsync(RunContext run, CancellationToken stop) =>
            IsShut ? throw new UnauthorizedAccessException("not let in") : ValueTask.FromResult(0L);

        public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
        {
            _context = context;
            return ValueTask.CompletedTask;
        }

        public ValueTask WriteAsync(Batch batch, CancellationToken stop)
        {
            if (IsTransactional && _isPrepared) throw new InvalidOperationException("rows came before the commit");
            Interlocked.Add(ref _rows, batch.Rows);
            if (Rows >= 15) _fifteen.TrySetResult();
            _last?.Release();
            _last = batch;
            _last.Retain();
            return ValueTask.CompletedTask;
        }

        public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
        {
            if (RefusesAtPreparation && _last is not null) _context!.DeadLetter(_last, [0], "refused late");
            _last?.Release();
            _last = null;
            _isPrepared = true;
            Prepared.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public async ValueTask CommitAsync(long epoch, CancellationToken stop)
        {
            await DuringCommit();
            _isPrepared = false;
            RowsAtCommit.Add(_rows);
        }

        public ValueTask CloseAsync() => ValueTask.CompletedTask;
    }
}
