using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Buffering;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A sink in a block of its own, so that a slow one holds up the others only when its link is full. Calls of the sink
/// never overlap, commits included; a sink that says so is given rows beside them, until one fails.
/// </summary>
internal sealed class SinkStage
{
    /// <summary>What stands before a sink's own state: its account and watermark.</summary>
    public const int FigureBytes = AccountState.Bytes + sizeof(long);

    /// <summary>
    /// A slow stream comes a row at a time: were its queue to hold a few batches of any size, a sink that writes for the tenth
    /// of a second would hold up all the others.
    /// </summary>
    public const int RowsOfPlace = 1024;

    private const long Unknown = -1;

    private readonly SemaphoreSlim _gate = new(1, 1);

    // Of commits beside writes; taken ahead of the gate by whoever must overlap with neither.
    private readonly SemaphoreSlim _commitGate = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunScope _scope;
    private readonly BarrierLog _barriers;
    private readonly ISinkEpochs _epochs;
    private readonly ISink _sink;
    private readonly Retry _retry;
    private readonly Retry _commitRetry;
    private readonly Account _account = new();
    private readonly BusyTime _busy = new();
    private readonly Histogram _latency = new();
    private readonly StandStill _still;
    private long _bytes = Unknown;
    private (long Epoch, ComponentState State)? _last;
    private int _capacity;
    private bool _closed;

    public SinkStage(RunScope scope, BarrierLog barriers, ISinkEpochs epochs, ComponentDefinition definition, StateSlot slot, ISink sink, int capacity)
    {
        var common = (definition as SinkDefinition)?.Common ?? new SinkOptions();
        (_scope, _barriers, _epochs, Definition, Slot) = (scope, barriers, epochs, definition, slot);
        (_retry, _commitRetry) = (new Retry(scope, common.Retry?.AtMost), new Retry(scope, common.Retry?.AtMost));
        _sink = new RetryingSink(sink, _retry, _commitRetry);
        Buffer = sink as BufferedSink;
        (_still, DeadStage) = (new StandStill(scope.Clock), new Stage(scope.Clock));
        Link = new Link(scope, definition, capacity, HandleAsync, common.Overflow, RowsOfPlace);
        _capacity = capacity;
    }

    public ComponentDefinition Definition { get; private set; }

    public StateSlot Slot { get; private set; }

    public Link Link { get; private set; }

    /// <summary>What became of its rows; those that wait in a buffer are held.</summary>
    public Account Account => Buffer?.Settled(_account) ?? _account;

    /// <summary>What the sink waited for; null when it never had to.</summary>
    public Waits? Waits => Runtime.Waits.Of(_retry.Waited, _commitRetry.Waited) is var own && own is { IsWaiting: true } ? own : Buffer?.Waits ?? own;

    /// <summary>The buffer before it; null where it has none.</summary>
    public BufferedSink? Buffer { get; }

    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>How long its calls took that bring it rows, waiting for what they write to included.</summary>
    public BusyTime Busy => _busy;

    /// <summary>Batches that came in.</summary>
    public long Batches { get; private set; }

    /// <summary>Bytes written in this run; null of a sink that does not tell.</summary>
    public long? Bytes => Interlocked.Read(ref _bytes) is >= 0 and var bytes ? bytes : null;

    /// <summary>For each row, from its arrival at the source until the sink's call with it came back.</summary>
    public HistogramFigures Latency => _latency.Figures;

    /// <summary>How long it took to prepare an epoch; it took no rows meanwhile.</summary>
    public TimeSpan StoodStillFor(long epoch) => _still.For(epoch);

    /// <summary>See <see cref="ISink.IsTransactional"/>.</summary>
    public bool IsTransactional => _sink.IsTransactional;

    /// <summary>See <see cref="ISink.CommitsWith"/>; its own where it commits apart from all others.</summary>
    public string CommitsWith => _sink.CommitsWith ?? $"sink {Definition.Name}";

    /// <summary>Completes when the input has ended and everything is durable; visible it is with its epoch.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Nothing more comes.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>The epoch whose barrier is its last, because it goes in a change: all that it holds belongs to it.</summary>
    public long? LastEpoch { get; set; }

    /// <summary>Readers of the rows it refuses, and the stage they are sent from.</summary>
    public List<IReceiver> DeadReaders { get; } = [];

    public Stage DeadStage { get; }

    /// <summary>Of the sink of dead letters: puts what comes from everywhere in order with the barriers.</summary>
    public DeadLetterOrder? Order { get; init; }

    /// <summary>The input has ended, and what is left of it in the buffer is delivered: like a source, it is told of an epoch.</summary>
    public void InjectBarrier(long epoch) => _ = Link.SendAsync(Message.Barrier(epoch)).AsTask();

    public async Task OpenAsync(DeadLetterWriter deadLetters)
    {
        try
        {
            await OpenAsync(deadLetters, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(Definition, cause);
        }
    }

    /// <summary>Opens the sink; what stands in its way is thrown, and the run goes on.</summary>
    public Task OpenAsync(DeadLetterWriter deadLetters, CancellationToken giveUp) =>
        AtStartAsync(stop => _sink.OpenAsync(new Context(this, deadLetters), stop), giveUp);

    /// <summary>Comes to another place in another graph, where readers are still to be added. Only while nothing flows.</summary>
    public void Move(ComponentDefinition definition, StateSlot slot, int capacity)
    {
        (Definition, Slot) = (definition, slot);
        DeadReaders.Clear();
        Link.Move(definition);
        if (capacity == _capacity) return;
        _capacity = capacity;
        Link = new Link(_scope, definition, capacity, HandleAsync, (definition as SinkDefinition)?.Common.Overflow ?? default, RowsOfPlace);
    }

    /// <summary>The last epoch that the sink's system has committed; 0 for sinks that are not transactional.</summary>
    /// <exception cref="PipelineFailure">The sink cannot tell.</exception>
    public async ValueTask<long> CommittedEpochAsync(CancellationToken giveUp = default)
    {
        try
        {
            var epoch = 0L;
            await AtStartAsync(async stop => epoch = await _sink.CommittedEpochAsync(_scope.Run, stop).ConfigureAwait(false), giveUp).ConfigureAwait(false);
            return epoch;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            throw new PipelineFailure(Definition.Name, Definition.Location, cause.Message, cause);
        }
    }

    /// <summary>Takes back what it was at a barrier; before it is opened.</summary>
    public void Restore(StateReader state)
    {
        AccountState.Restore(_account, state);
        Watermark = state.ReadLong();
        _sink.Restore(state);
    }

    /// <summary>The state of a sink whose input has ended, for an epoch that began later; the caller takes it over.</summary>
    public async Task<ComponentState> StateAtEndAsync(long epoch)
    {
        await EnterAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        try
        {
            var (known, state) = _last!.Value;
            // Anew for each epoch: what the sink has to say may change with the commit between.
            _last = (long.MinValue, state);
            return known == epoch ? state : await PrepareAsync(epoch).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Makes an epoch visible that all sinks have prepared.</summary>
    public async Task CommitAsync(long epoch)
    {
        if (Buffer is not null)
        {
            // Not behind rows that wait for room on a disk, which there is when those of the epoch are delivered.
            await Buffer.CommitAsync(epoch, _scope.Aborted).ConfigureAwait(false);
            return;
        }

        var gate = _sink.CommitsBesideWrites ? _commitGate : _gate;
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_closed) await _sink.CommitAsync(epoch, _scope.Aborted).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(Definition, cause);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes the sink, without making anything more visible; one that is blocked is left behind.</summary>
    public async Task CloseAsync(TimeSpan longest)
    {
        if (await LeaveAsync(longest).ConfigureAwait(false) is { } cause) _scope.Fail(Definition, cause);
    }

    /// <summary>The same, for a sink that the run goes on without: gives what went wrong; null when nothing did.</summary>
    public async Task<Exception?> LeaveAsync(TimeSpan longest)
    {
        if (!await EnterAsync(longest).ConfigureAwait(false)) return null;
        try
        {
            if (_closed) return null;
            _closed = true;
            await _sink.CloseAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception cause)
        {
            return cause;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Makes a call that the wish to stop ends at once: nothing has been read yet that could go its way.</summary>
    private async Task AtStartAsync(Func<CancellationToken, ValueTask> call, CancellationToken giveUp = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_scope.Aborted, _scope.Stopping, giveUp);
        try
        {
            await call(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (_scope.Stopping.IsCancellationRequested && !_scope.Aborted.IsCancellationRequested)
        {
            throw new StoppedException("the run was stopped while it began", cause);
        }
    }

    private ValueTask HandleAsync(Message message) => Order is null ? HandleOneAsync(message) : HandleInOrderAsync(Order.Next(message));

    private async ValueTask HandleInOrderAsync(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            await HandleOneAsync(message).ConfigureAwait(false);
            message.Batch?.Release();
        }
    }

    private async ValueTask HandleOneAsync(Message message)
    {
        // An end that is told again to those who are new.
        if (message.Kind == MessageKind.End && HasEnded) return;
        if (message.Kind == MessageKind.End && Buffer is { HasEnded: false })
        {
            Drain(Buffer);
            return;
        }

        // Asked outside the gate: the epoch that is waited for is committed meanwhile.
        if (message.Kind == MessageKind.Batch && Buffer is not null) await Buffer.RoomAsync(message.Batch!).ConfigureAwait(false);
        if (message.Kind == MessageKind.Batch && IsTransactional) await _epochs.SettledAsync(this).ConfigureAwait(false);
        var epoch = message.Kind == MessageKind.End ? await _epochs.EndingAsync(this).ConfigureAwait(false) : message.Value;
        ComponentState? prepared;
        // Behind a commit that has failed rows wait, so that they do not pile up where they are written meanwhile.
        var isOfRows = message.Kind is MessageKind.Batch or MessageKind.Watermark && _commitRetry.Waited is not { IsWaiting: true };
        if (isOfRows) await _gate.WaitAsync().ConfigureAwait(false);
        else await EnterAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        try
        {
            prepared = await TakeAsync(message, epoch).ConfigureAwait(false);
        }
        finally
        {
            if (isOfRows) _gate.Release();
            else Leave();
        }

        if (prepared is not null) _epochs.Prepared(this, epoch, prepared);
        if (message.Kind != MessageKind.End) return;
        _epochs.Ended(this);
        _ended.TrySetResult();
    }

    /// <summary>Waits until no call is under way, a commit beside writes neither; false when that takes too long.</summary>
    private async ValueTask<bool> EnterAsync(TimeSpan longest)
    {
        if (!await _commitGate.WaitAsync(longest).ConfigureAwait(false)) return false;
        if (await _gate.WaitAsync(longest).ConfigureAwait(false)) return true;
        _commitGate.Release();
        return false;
    }

    private void Leave()
    {
        _gate.Release();
        _commitGate.Release();
    }

    /// <summary>The end goes on when all is delivered, or the run is stopped.</summary>
    private void Drain(BufferedSink buffer)
    {
        _epochs.Draining(this);
        _ = EndLaterAsync();

        async Task EndLaterAsync()
        {
            await buffer.DrainAsync().ConfigureAwait(false);
            await Link.SendAsync(Message.End).ConfigureAwait(false);
        }
    }

    /// <summary>The state at a barrier; null at any other message.</summary>
    private async ValueTask<ComponentState?> TakeAsync(Message message, long epoch)
    {
        ComponentState? prepared = null;
        var since = _scope.Clock.GetTimestamp();
        DeadStage.Arrived = message.Arrived;
        SendLetters();
        switch (message.Kind)
        {
            case MessageKind.Batch:
                await WriteAsync(message.Batch!).ConfigureAwait(false);
                break;
            case MessageKind.Watermark:
                Watermark = message.Value;
                break;
            case MessageKind.Barrier:
                _barriers.Passed(Definition.Name, Account);
                if (epoch == LastEpoch) await CountAsync(0, () => _sink.EndAsync(_scope.Aborted)).ConfigureAwait(false);
                prepared = await PrepareAsync(epoch).ConfigureAwait(false);
                _still.Note(epoch, since);
                break;
            case MessageKind.End:
                _barriers.Passed(Definition.Name, Account);
                await CountAsync(0, () => _sink.EndAsync(_scope.Aborted)).ConfigureAwait(false);
                _last = (epoch, await PrepareAsync(epoch).ConfigureAwait(false));
                break;
        }

        if (message.Batch is null)
            foreach (var reader in DeadReaders) reader.Receive(message);
        await DeadStage.FlushAsync().ConfigureAwait(false);
        // Sent at once when nothing more waits: under load rows leave in larger writes, without a timer.
        if (Link.Waiting == 0 && _last is null) await CountAsync(0, () => _sink.FlushAsync(_scope.Aborted)).ConfigureAwait(false);
        Measure(message, since);
        return prepared;
    }

    private void Measure(Message message, long since)
    {
        var now = _scope.Clock.GetTimestamp();
        _busy.Add(now - since);
        if (message.Batch is not { } batch) return;
        Batches++;
        if (message.Arrived != 0) _latency.Add(_scope.Clock.GetElapsedTime(message.Arrived, now), batch.Rows);
    }

    /// <summary>Rows that were refused behind the buffer since the message before.</summary>
    private void SendLetters()
    {
        foreach (var letters in Buffer?.SendLetters() ?? [])
        {
            _account.DeadLettered += letters.Rows;
            DeadLetterWriter.Send(letters, DeadReaders);
        }
    }

    private ValueTask WriteAsync(Batch batch)
    {
        _account.In += batch.Rows;
        return CountAsync(batch.Rows, () => _sink.WriteAsync(batch, _scope.Aborted));
    }

    /// <summary>Makes a call that writes so many rows; those it refuses, of earlier calls too, are not written.</summary>
    private async ValueTask CountAsync(long rows, Func<ValueTask> call)
    {
        var refused = _account.DeadLettered;
        await call().ConfigureAwait(false);
        var written = rows - (_account.DeadLettered - refused);
        _account.Passed += written;
        _account.Out += written;
    }

    private async ValueTask<ComponentState> PrepareAsync(long epoch)
    {
        // Its own figures stand before the sink's state and are known behind it: it may refuse rows as it prepares.
        var bytes = new StateBuffer();
        var figures = bytes.GetMemory(FigureBytes)[..FigureBytes];
        bytes.Advance(FigureBytes);
        await CountAsync(0, () => _sink.PrepareAsync(epoch, new StateWriter(bytes), _scope.Aborted)).ConfigureAwait(false);
        var saved = new ArrayBufferWriter<byte>(FigureBytes);
        var state = new StateWriter(saved);
        AccountState.Save(Account, state);
        state.Write(Watermark);
        saved.WrittenMemory.CopyTo(figures);
        return Slot.Of(bytes);
    }

    private sealed class Context(SinkStage stage, DeadLetterWriter deadLetters) : SinkContext
    {
        public override TimeProvider Clock => stage._scope.Clock;

        public override RunContext Run => stage._scope.Run;

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
        {
            stage._account.DeadLettered += rows.Length;
            deadLetters.Write(stage.Definition.Name, batch, rows, reason, stage.DeadReaders);
        }

        public override void Wrote(long bytes)
        {
            // The first to tell makes it known.
            Interlocked.CompareExchange(ref stage._bytes, 0, Unknown);
            Interlocked.Add(ref stage._bytes, bytes);
        }

        public override void LeftOut(long values) => stage._account.LeftOut += values;
    }
}
