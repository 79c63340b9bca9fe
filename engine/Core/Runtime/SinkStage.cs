using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Buffering;
using StreamGuard.Core.Runtime.Sinks;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A sink in a block of its own, so that a slow one holds up the others only when its link is full. Calls of the sink
/// never overlap, commits included; a sink that says so is given rows beside them, until one fails.
/// </summary>
internal sealed class SinkStage
{
    /// <summary>
    /// A slow stream comes a row at a time: were its queue to hold a few batches of any size, a sink that writes for the tenth
    /// of a second would hold up all the others.
    /// </summary>
    public const int RowsOfPlace = 1024;

    private readonly SinkGates _gates = new();
    private readonly RunScope _scope;
    private readonly SinkFigures _figures;
    private readonly SinkCalls _calls;
    private readonly SinkMessages _messages;
    private int _capacity;
    private bool _closed;

    public SinkStage(RunScope scope, BarrierLog barriers, ISinkEpochs epochs, ComponentDefinition definition, StateSlot slot, ISink sink, int capacity)
    {
        var common = (definition as SinkDefinition)?.Common ?? new SinkOptions();
        (_scope, Definition, Slot, _capacity) = (scope, definition, slot, capacity);
        (Buffer, DeadStage) = (sink as BufferedSink, new Stage(scope.Clock));
        _figures = new SinkFigures(scope.Clock);
        _calls = new SinkCalls(this, scope, _figures, sink, common);
        _messages = new SinkMessages(this, scope, barriers, epochs, _calls, _figures, _gates);
        Link = new Link(scope, definition, capacity, _messages.HandleAsync, common.Overflow, RowsOfPlace);
    }

    public ComponentDefinition Definition { get; private set; }

    public StateSlot Slot { get; private set; }

    public Link Link { get; private set; }

    /// <summary>What became of its rows; those that wait in a buffer are held.</summary>
    public Account Account => Buffer?.Settled(_figures.Account) ?? _figures.Account;

    /// <summary>What the sink waited for; null when it never had to.</summary>
    public Waits? Waits => _calls.Waits is var own && own is { IsWaiting: true } ? own : Buffer?.Waits ?? own;

    /// <summary>The buffer before it; null where it has none.</summary>
    public BufferedSink? Buffer { get; }

    public long Watermark => _figures.Watermark;

    /// <inheritdoc cref="SinkFigures.Busy"/>
    public BusyTime Busy => _figures.Busy;

    /// <inheritdoc cref="SinkFigures.Batches"/>
    public long Batches => _figures.Batches;

    /// <inheritdoc cref="SinkFigures.Bytes"/>
    public long? Bytes => _figures.Bytes;

    /// <inheritdoc cref="SinkFigures.Latency"/>
    public HistogramFigures Latency => _figures.Latency;

    /// <summary>How long it took to prepare an epoch; it took no rows meanwhile.</summary>
    public TimeSpan StoodStillFor(long epoch) => _messages.StoodStillFor(epoch);

    /// <summary>See <see cref="ISink.IsTransactional"/>.</summary>
    public bool IsTransactional => _calls.Sink.IsTransactional;

    /// <summary>See <see cref="ISink.CommitsWith"/>; its own where it commits apart from all others.</summary>
    public string CommitsWith => _calls.Sink.CommitsWith ?? $"sink {Definition.Name}";

    /// <summary>Completes when the input has ended and everything is durable; visible it is with its epoch.</summary>
    public Task Ended => _messages.Ended;

    /// <summary>Nothing more comes.</summary>
    public bool HasEnded => Ended.IsCompleted;

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
        AtStartAsync(stop => _calls.OpenAsync(deadLetters, stop), giveUp);

    /// <summary>Comes to another place in another graph, where readers are still to be added. Only while nothing flows.</summary>
    public void Move(ComponentDefinition definition, StateSlot slot, int capacity)
    {
        (Definition, Slot) = (definition, slot);
        DeadReaders.Clear();
        Link.Move(definition);
        if (capacity == _capacity) return;
        _capacity = capacity;
        Link = new Link(_scope, definition, capacity, _messages.HandleAsync, (definition as SinkDefinition)?.Common.Overflow ?? default, RowsOfPlace);
    }

    /// <summary>The last epoch that the sink's system has committed; 0 for sinks that are not transactional.</summary>
    /// <exception cref="PipelineFailure">The sink cannot tell.</exception>
    public async ValueTask<long> CommittedEpochAsync(CancellationToken giveUp = default)
    {
        try
        {
            var epoch = 0L;
            await AtStartAsync(async stop => epoch = await _calls.Sink.CommittedEpochAsync(_scope.Run, stop).ConfigureAwait(false), giveUp).ConfigureAwait(false);
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
        _figures.Restore(state);
        _calls.Sink.Restore(state);
    }

    /// <summary>The state of a sink whose input has ended, for an epoch that began later; the caller takes it over.</summary>
    public Task<ComponentState> StateAtEndAsync(long epoch) => _messages.StateAtEndAsync(epoch);

    /// <summary>Makes an epoch visible that all sinks have prepared.</summary>
    public async Task CommitAsync(long epoch)
    {
        if (Buffer is not null)
        {
            // Not behind rows that wait for room on a disk, which there is when those of the epoch are delivered.
            await Buffer.CommitAsync(epoch, _scope.Aborted).ConfigureAwait(false);
            return;
        }

        using var pass = await _gates.ForCommitAsync(besideRows: _calls.Sink.CommitsBesideWrites).ConfigureAwait(false);
        try
        {
            if (!_closed) await _calls.Sink.CommitAsync(epoch, _scope.Aborted).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(Definition, cause);
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
        if (await _gates.ForAllAsync(longest).ConfigureAwait(false) is not { } pass) return null;
        using (pass)
        {
            try
            {
                if (_closed) return null;
                _closed = true;
                await _calls.Sink.CloseAsync().ConfigureAwait(false);
                return null;
            }
            catch (Exception cause)
            {
                return cause;
            }
        }
    }

    /// <summary>Makes a call that the wish to stop ends at once: nothing has been read yet that could go its way.</summary>
    private async Task AtStartAsync(Func<CancellationToken, ValueTask> call, CancellationToken giveUp)
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
}
