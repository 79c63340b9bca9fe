using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Changing;
using StreamGuard.Core.Runtime.Sources;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A source at its place: its reader runs in a task of its own and writes here, and what it writes goes its way through the
/// operators fused behind the source.
/// </summary>
internal sealed class SourceStage : SourceOutput
{
    private readonly RunScope _scope;
    private readonly CancellationTokenSource _quit = new();
    private readonly ISource _source;
    private readonly IDecoder? _decoder;
    private readonly SourceReaderState _reader;
    private readonly SourceWay _way;
    private readonly SourceSequencer _order;
    private readonly SourceWaits _waits;
    private long _expected;
    private bool _isRestored;
    private PlanNode _node;
    private Hold? _standsAtFirst;
    private TaskCompletionSource? _trial;

    public SourceStage(RunScope scope, PlanNode node, ISource source, BoundDecoder? decoder, SourceSequencer order, int parallelism, bool plays)
    {
        (_scope, _node, _source, _decoder, _order) = (scope, node, source, decoder?.Decoder, order);
        _waits = new SourceWaits(scope.Clock);
        _reader = new SourceReaderState(scope.States, node, source, _decoder);
        _way = new SourceWay(scope, node, decoder, order, parallelism, plays, _quit.Token);
        Parallelism = decoder is null ? 1 : parallelism;
    }

    public PlanNode Node => _node;

    public SourceSequencer Order => _order;

    /// <summary>See <see cref="ISource.CommitsWith"/>.</summary>
    public string? CommitsWith => _source.CommitsWith;

    /// <summary>What the source waited for; null when it never had to.</summary>
    public Waits? Waits => _waits.Waits;

    /// <summary>Its reader, once it was started.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>It is no part of the run any more.</summary>
    private bool HasQuit => _quit.IsCancellationRequested;

    /// <summary>It was told to stop, and has sent no end: a later run reads on.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>How much there is to read in all, in the unit of positions; 0 when nobody knows.</summary>
    public long Expected => Interlocked.Read(ref _expected);

    /// <summary>How many threads may decode at the same time.</summary>
    public int Parallelism { get; }

    /// <summary>How long it was at work, decoding and putting in order, in ticks of the clock; of all threads together.</summary>
    public long BusyTicks => _way.BusyTicks + _order.Busy.Ticks;

    /// <summary>Bytes read in this run; null of a source that reads rows.</summary>
    public long? Bytes => _decoder is null ? null : _order.Bytes;

    /// <summary>Reads until the end or the stop, then sends the end through the pipeline.</summary>
    /// <param name="goesOn">A later run reads on where this one was told to stop: no end is sent then.</param>
    /// <param name="stop">The wish to stop.</param>
    public async Task RunAsync(bool goesOn, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, _scope.Aborted, _quit.Token);
        using var timer = _order.NeedsTicks ? _scope.Clock.CreateTimer(_ => Tick(), null, _order.TickEvery, _order.TickEvery) : null;
        if (_standsAtFirst is not null) await _way.SendAsync(new SourceItem(SourceItemKind.Stand) { Hold = _standsAtFirst }).ConfigureAwait(false);
        if (_isRestored) await _way.SendAsync(new SourceItem(SourceItemKind.Restored)).ConfigureAwait(false);
        try
        {
            await _source.RunAsync(this, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // Told to stop while waiting: what was read before goes its way.
        }
        catch (Exception cause)
        {
            // Whoever waits for its first word is told, and the run goes on as it was.
            if (_trial?.TrySetException(cause) is true || HasQuit) return;
            _scope.Fail(_node.Definition, cause);
        }

        _trial?.TrySetResult();
        await _way.Played.WaitAsync(both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        WasStopped = goesOn && stop.IsCancellationRequested;
        if (WasStopped || HasQuit) return;
        _reader.SaveAtEnd();
        await _way.SendAsync(new SourceItem(SourceItemKind.End)).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Takes no more barriers, and waits until all that was sent has gone into the pipeline.</summary>
    public Task CloseAsync() => _way.CloseAsync();

    /// <summary>Sends the barrier of an epoch behind all that was read so far.</summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="hold">What keeps the source standing behind it; null where it goes on.</param>
    public void InjectBarrier(long epoch, Hold? hold = null)
    {
        if (_order.HasEnded) return;
        try
        {
            // Ahead of the barrier: what the reader finds out until it is sent comes again with its rows after a restart.
            if (hold is null)
            {
                _reader.SaveFor(epoch);
            }
            else
            {
                _reader.Keep();
                _reader.SaveKept(epoch);
                hold.Expect();
            }

            _ = _way.SendAsync(new SourceItem(SourceItemKind.Barrier) { Value = epoch, Hold = hold }).AsTask();
        }
        catch (Exception cause)
        {
            _scope.Fail(_node.Definition, cause);
        }
    }

    /// <summary>Cuts once more where the source is held: nothing lies between the two epochs.</summary>
    public async Task CutAgainAsync(long epoch, Hold hold)
    {
        if (_order.HasEnded) return;
        _reader.SaveKept(epoch);
        await _order.TakeAsync(new SourceItem(SourceItemKind.Barrier) { Value = epoch, Hold = hold }).ConfigureAwait(false);
    }

    /// <summary>Comes to another place in another graph, while it is held.</summary>
    public void Move(PlanNode to, Stage runsIn)
    {
        _node = to;
        _way.Move(to.Definition);
        _order.Move(to, runsIn);
    }

    /// <summary>
    /// To be called before it runs: nothing goes into the pipeline until the release. Completes with the first word of the
    /// reader, or throws what it failed with, and the run goes on.
    /// </summary>
    public Task Try(Hold hold)
    {
        // What it has found out when it is cut may be ahead of the rows that stand.
        _reader.Keep();
        (_standsAtFirst, _trial) = (hold, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        hold.Expect();
        return _trial.Task;
    }

    /// <summary>From now on what it fails with fails the run; false when it has failed before.</summary>
    public bool Adopt() => _trial is null || _trial.TrySetResult() || _trial.Task.IsCompletedSuccessfully;

    /// <summary>Reads no more: what it has read and nobody has taken is dropped, and its connection is let go of.</summary>
    public async Task QuitAsync(TimeSpan longest)
    {
        await _quit.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(Running, Task.Delay(longest)).ConfigureAwait(false);
        _way.Complete();
        if (_source is IAsyncDisposable later) await later.DisposeAsync().ConfigureAwait(false);
        else (_source as IDisposable)?.Dispose();
    }

    /// <summary>Tells the source that an epoch is complete.</summary>
    public async Task CommitAsync(long epoch, IReadOnlyDictionary<string, long> positions)
    {
        try
        {
            await _source.CommitAsync(epoch, positions, _scope.Aborted).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(_node.Definition, cause);
        }
    }

    /// <summary>The parts of its state, and how each is read back before anything runs.</summary>
    public IEnumerable<(StateSlot Slot, Action<StateReader> Restore)> Parts()
    {
        yield return (_order.Slot, RestorePositions);
        yield return (_order.TimesSlot, _order.RestoreTimes);
        foreach (var part in _reader.Parts()) yield return part;
    }

    public override Framer NewFramer(string partition) =>
        _decoder?.NewFramer(partition) ?? throw new InvalidOperationException($"source '{_node.Name}' has no decoder");

    public override RunContext Run => _scope.Run;

    public override long? SavedPosition(string partition) => _order.Partitions.SavedPosition(partition);

    public override SourcePartition Open(string name, long start)
    {
        _trial?.TrySetResult();
        return _order.Open(name, start);
    }

    public override void AllOpen()
    {
        _trial?.TrySetResult();
        if (_isRestored) _ = _way.SendAsync(new SourceItem(SourceItemKind.AllOpen)).AsTask();
    }

    public override ValueTask WriteAsync(SourcePartition partition, RawChunk chunk, CancellationToken stop) =>
        _way.SendRowsAsync(new SourceItem(SourceItemKind.Rows, (ReadPartition)partition) { Chunk = chunk, Value = chunk.Next }, stop);

    public override ValueTask WriteAsync(SourcePartition partition, Batch batch, long next, CancellationToken stop) =>
        _way.SendRowsAsync(new SourceItem(SourceItemKind.Rows, (ReadPartition)partition) { Batch = batch, Value = next }, stop);

    public override ValueTask RejectAsync(SourcePartition partition, ReadOnlyMemory<byte> bytes, long length, long position, long next, string reason, CancellationToken stop) =>
        _way.SendAsync(new SourceItem(SourceItemKind.Rejected, (ReadPartition)partition) { Value = next, Refused = new RefusedRecord(bytes.ToArray(), length, position, reason) });

    public override void CaughtUp(SourcePartition partition)
    {
        // A reader may say so once and then wait for hours: where the block is full this stands in line, but only once.
        var read = (ReadPartition)partition;
        if (read.CaughtUp is { IsCompleted: false }) return;
        read.CaughtUp = _way.SendAsync(new SourceItem(SourceItemKind.CaughtUp, read)).AsTask();
    }

    public override ValueTask FinishAsync(SourcePartition partition, CancellationToken stop) =>
        _way.SendAsync(new SourceItem(SourceItemKind.Finished, (ReadPartition)partition));

    public override ValueTask ReleaseAsync(SourcePartition partition, CancellationToken stop)
    {
        WaitsFor(partition, null);
        return _way.SendAsync(new SourceItem(SourceItemKind.Released, (ReadPartition)partition));
    }

    public override void AskForEpoch() => _scope.AskForEpoch();

    public override async ValueTask WaitForOthersAsync(SourcePartition partition, CancellationToken stop)
    {
        while (_order.IsAhead((ReadPartition)partition)) await _order.NextStep(stop).ConfigureAwait(false);
    }

    public override void Behind(SourcePartition partition, long records) => ((ReadPartition)partition).Behind = records;

    public override void Expect(long total) => Interlocked.Add(ref _expected, total);

    public override void WaitsFor(string? reason)
    {
        _trial?.TrySetResult();
        _waits.Note(reason);
    }

    public override void WaitsFor(SourcePartition partition, string? reason)
    {
        var read = (ReadPartition)partition;
        if (read.Tracked is { } tracked) tracked.IsAway = reason is not null;
        _waits.Note(read, reason);
    }

    public override TimeSpan? IdleAfter => _order.IdleAfter;

    private void RestorePositions(StateReader state)
    {
        _isRestored = true;
        _order.Restore(state);
    }

    private void Tick()
    {
        // What is under way here may hold the rows that were thought missing; a full link keeps it here.
        if (_way.IsEmpty) _ = _way.SendAsync(new SourceItem(_waits.IsAllAway ? SourceItemKind.Away : SourceItemKind.Tick)).AsTask();
    }
}
