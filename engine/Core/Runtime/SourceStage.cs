using System.Buffers;
using System.Threading.Tasks.Dataflow;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Changing;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A source at its place: its reader runs in a task of its own and writes here; chunks are decoded in parallel, and one
/// block puts rows, signals and partitions in order and runs the operators fused behind the source.
/// </summary>
internal sealed class SourceStage : SourceOutput, IPlaybackTarget
{
    private readonly RunScope _scope;
    private readonly CancellationTokenSource _quit = new();
    private readonly List<(StateSlot Slot, byte[] Bytes)> _held = [];
    private readonly ISource _source;
    private readonly IDecoder? _decoder;
    private readonly DecodeBlock _decode;
    private readonly Task _sequenced;
    private readonly Playback? _playback;
    private readonly SourceSequencer _order;
    private readonly WaitLog _waits;
    private long _expected;
    private readonly StateSlot _readerSlot;
    private readonly StateSlot _decoderSlot;
    private long _underWay;
    private bool _isRestored;
    private PlanNode _node;
    private Hold? _standsAtFirst;
    private TaskCompletionSource? _trial;

    public SourceStage(RunScope scope, PlanNode node, ISource source, BoundDecoder? decoder, SourceSequencer order, int parallelism, bool plays)
    {
        (_scope, _node, _source, _decoder, _order) = (scope, node, source, decoder?.Decoder, order);
        _waits = new WaitLog(scope.Clock);
        (_readerSlot, _decoderSlot) = (SourceSlots.Reader(node), SourceSlots.Decoder(node));
        Parallelism = decoder is null ? 1 : parallelism;
        _decode = new DecodeBlock(scope, node.Definition, decoder, node.Schema, parallelism);
        if (plays && ((SourceDefinition)node.Definition).EventTime is { Speed: { } speed } time)
        {
            _playback = new Playback(speed, node.Schema.IndexOf(time.Column), scope, this);
            _sequenced = Link(_playback.Input, Task.Run(_playback.RunAsync));
        }
        else
        {
            var sequencer = new ActionBlock<SourceItem>(SequenceAsync, new ExecutionDataflowBlockOptions { BoundedCapacity = parallelism });
            _sequenced = Link(sequencer, sequencer.Completion);
        }
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
    public long BusyTicks => _decode.Busy.Ticks + _order.Busy.Ticks;

    /// <summary>Bytes read in this run; null of a source that reads rows.</summary>
    public long? Bytes => _decoder is null ? null : _order.Bytes;

    /// <summary>Reads until the end or the stop, then sends the end through the pipeline.</summary>
    /// <param name="goesOn">A later run reads on where this one was told to stop: no end is sent then.</param>
    /// <param name="stop">The wish to stop.</param>
    public async Task RunAsync(bool goesOn, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, _scope.Aborted, _quit.Token);
        using var timer = _order.NeedsTicks ? _scope.Clock.CreateTimer(_ => Tick(), null, _order.TickEvery, _order.TickEvery) : null;
        if (_standsAtFirst is not null) await SendAsync(new SourceItem(SourceItemKind.Stand) { Hold = _standsAtFirst }).ConfigureAwait(false);
        if (_isRestored) await SendAsync(new SourceItem(SourceItemKind.Restored)).ConfigureAwait(false);
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
        if (_playback is not null) await _playback.Empty.WaitAsync(both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        WasStopped = goesOn && stop.IsCancellationRequested;
        if (WasStopped || HasQuit) return;
        SaveReader(_scope.States.Ended);
        await SendAsync(new SourceItem(SourceItemKind.End)).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Takes no more barriers, and waits until all that was sent has gone into the pipeline.</summary>
    public async Task CloseAsync()
    {
        _decode.Block.Complete();
        await _sequenced.ConfigureAwait(false);
    }

    /// <summary>Sends the barrier of an epoch behind all that was read so far.</summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="hold">What keeps the source standing behind it; null where it goes on.</param>
    public void InjectBarrier(long epoch, Hold? hold = null)
    {
        if (_order.HasEnded) return;
        try
        {
            // Ahead of the barrier: what the reader finds out until it is sent comes again with its rows after a restart.
            if (hold is null) SaveReader((slot, save) => _scope.States.Passed(epoch, slot, save));
            else Keep(epoch);
            hold?.Expect();
            _ = SendAsync(new SourceItem(SourceItemKind.Barrier) { Value = epoch, Hold = hold }).AsTask();
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
        foreach (var (slot, bytes) in _held) _scope.States.Passed(epoch, slot, state => state.WriteItems<byte>(bytes));
        await _order.TakeAsync(new SourceItem(SourceItemKind.Barrier) { Value = epoch, Hold = hold }).ConfigureAwait(false);
    }

    /// <summary>Comes to another place in another graph, while it is held.</summary>
    public void Move(PlanNode to, Stage runsIn)
    {
        _node = to;
        _decode.Move(to.Definition);
        _order.Move(to, runsIn);
    }

    /// <summary>
    /// To be called before it runs: nothing goes into the pipeline until the release. Completes with the first word of the
    /// reader, or throws what it failed with, and the run goes on.
    /// </summary>
    public Task Try(Hold hold)
    {
        // What it has found out when it is cut may be ahead of the rows that stand.
        SaveReader((slot, save) => _held.Add((slot, Written(save))));
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
        _decode.Block.Complete();
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
        yield return (_readerSlot, _source.Restore);
        if (_decoder is not null) yield return (_decoderSlot, _decoder.Restore);
    }

    public override Framer NewFramer(string partition) =>
        _decoder?.NewFramer(partition) ?? throw new InvalidOperationException($"source '{_node.Name}' has no decoder");

    public override RunContext Run => _scope.Run;

    public override long? SavedPosition(string partition) => _order.SavedPosition(partition);

    public override SourcePartition Open(string name, long start)
    {
        _trial?.TrySetResult();
        return _order.Open(name, start);
    }

    public override void AllOpen()
    {
        _trial?.TrySetResult();
        if (_isRestored) _ = SendAsync(new SourceItem(SourceItemKind.AllOpen)).AsTask();
    }

    public override ValueTask WriteAsync(SourcePartition partition, RawChunk chunk, CancellationToken stop) =>
        SendRowsAsync(new SourceItem(SourceItemKind.Rows, (ReadPartition)partition) { Chunk = chunk, Value = chunk.Next }, stop);

    public override ValueTask WriteAsync(SourcePartition partition, Batch batch, long next, CancellationToken stop) =>
        SendRowsAsync(new SourceItem(SourceItemKind.Rows, (ReadPartition)partition) { Batch = batch, Value = next }, stop);

    public override ValueTask RejectAsync(SourcePartition partition, ReadOnlyMemory<byte> bytes, long length, long position, long next, string reason, CancellationToken stop) =>
        SendAsync(new SourceItem(SourceItemKind.Rejected, (ReadPartition)partition) { Value = next, Refused = new RefusedRecord(bytes.ToArray(), length, position, reason) });

    public override void CaughtUp(SourcePartition partition)
    {
        // A reader may say so once and then wait for hours: where the block is full this stands in line, but only once.
        var read = (ReadPartition)partition;
        if (read.CaughtUp is { IsCompleted: false }) return;
        read.CaughtUp = SendAsync(new SourceItem(SourceItemKind.CaughtUp, read)).AsTask();
    }

    public override ValueTask FinishAsync(SourcePartition partition, CancellationToken stop) =>
        SendAsync(new SourceItem(SourceItemKind.Finished, (ReadPartition)partition));

    public override ValueTask ReleaseAsync(SourcePartition partition, CancellationToken stop) =>
        SendAsync(new SourceItem(SourceItemKind.Released, (ReadPartition)partition));

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

    private void RestorePositions(StateReader state)
    {
        _isRestored = true;
        _order.Restore(state);
    }

    private void SaveReader(Action<StateSlot, Action<StateWriter>> save)
    {
        save(_readerSlot, _source.Save);
        if (_decoder is not null) save(_decoderSlot, _decoder.Save);
    }

    private void Keep(long epoch)
    {
        _held.Clear();
        SaveReader((slot, save) => _held.Add((slot, Written(save))));
        foreach (var (slot, bytes) in _held) _scope.States.Passed(epoch, slot, state => state.WriteItems<byte>(bytes));
    }

    private static byte[] Written(Action<StateWriter> save)
    {
        var bytes = new ArrayBufferWriter<byte>();
        save(new StateWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }

    private void Tick()
    {
        // What is under way here may hold the rows that were thought missing; a full link keeps it here.
        if (Interlocked.Read(ref _underWay) == 0) _ = SendAsync(new SourceItem(_waits.Waits is { IsWaiting: true } ? SourceItemKind.Away : SourceItemKind.Tick)).AsTask();
    }

    private ValueTask SendRowsAsync(SourceItem item, CancellationToken stop)
    {
        item.Partition!.CaughtUp = null;
        return _playback is null ? SendAsync(item) : PlayAsync(item, stop);
    }

    private async ValueTask PlayAsync(SourceItem item, CancellationToken stop)
    {
        try
        {
            await _playback!.RoomAsync(item.Partition!, stop).ConfigureAwait(false);
        }
        catch
        {
            item.Release();
            throw;
        }

        await SendAsync(item).ConfigureAwait(false);
    }

    private Task Link(ITargetBlock<SourceItem> target, Task completion)
    {
        _decode.Block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        return completion;
    }

    private async ValueTask SendAsync(SourceItem item)
    {
        Enter();
        item.Arrived = _scope.Clock.GetTimestamp();
        if (_decode.Block.Post(item)) return;
        try
        {
            if (await _decode.Block.SendAsync(item, _scope.Aborted).ConfigureAwait(false)) return;
        }
        catch (OperationCanceledException)
        {
            // The run was aborted: what was on its way is dropped, below.
        }

        Drop(item);
    }

    private void Enter()
    {
        _scope.Enter();
        Interlocked.Increment(ref _underWay);
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _underWay);
        _scope.Leave();
    }

    Task IPlaybackTarget.SequenceAsync(SourceItem item)
    {
        // Played rows come when their time has come.
        item.Arrived = _scope.Clock.GetTimestamp();
        return SequenceAsync(item);
    }

    CancellationToken IPlaybackTarget.Quit => _quit.Token;

    void IPlaybackTarget.Enter() => Enter();

    void IPlaybackTarget.Drop(SourceItem item) => Drop(item);

    private void Drop(SourceItem item)
    {
        item.Release();
        Leave();
    }

    private async Task SequenceAsync(SourceItem item)
    {
        try
        {
            if (!_scope.Aborted.IsCancellationRequested && !HasQuit) await _order.TakeAsync(item).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(_node.Definition, cause);
            await _order.FlushAsync().ConfigureAwait(false); // the dead letters before the failure; the rest is dropped
        }

        if (item.Hold is { } hold) await StandAsync(item, hold).ConfigureAwait(false);
        Drop(item);
    }

    private async Task StandAsync(SourceItem item, Hold hold)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_scope.Aborted, _quit.Token);
        await hold.StandAsync(isCut: item.Kind == SourceItemKind.Barrier, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
