using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>
/// A sink behind a buffer on disk. For the pipeline the buffer is the sink: rows are written to it, and an epoch is prepared
/// when they are on disk. Behind it <see cref="BufferDelivery"/> brings them to the sink itself.
/// </summary>
internal sealed class BufferedSink : ISink
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private readonly RunScope _scope;
    private readonly PlanNode _node;
    private readonly ISink _sink;
    private readonly Retry _retry;
    private readonly DeadLetterWriter _deadLetters;
    private readonly LetterBox _letters = new();
    private BufferMark? _mark;
    private DiskQueue? _queue;
    private BufferDelivery? _delivery;
    private (long Epoch, BufferMark Mark)? _prepared;
    private long _earlierRows;
    private long _leftOut;
    private SinkContext? _context;

    /// <param name="scope">The run's.</param>
    /// <param name="node">The sink's, with a buffer.</param>
    /// <param name="sink">The sink itself, bound.</param>
    /// <param name="deadLetters">Makes letters of rows that it refuses.</param>
    public BufferedSink(RunScope scope, PlanNode node, ISink sink, DeadLetterWriter deadLetters)
    {
        (_scope, _node, _sink, _deadLetters) = (scope, node, sink, deadLetters);
        _retry = new Retry(scope, ((Pipelines.SinkDefinition)node.Definition).Common.Retry?.AtMost);
    }

    /// <summary>What the sink itself waited for; null when it never had to.</summary>
    public Waits? Waits => _retry.Waited;

    /// <summary>Rows that wait; null before the buffer is open.</summary>
    public BufferFigures? Figures => _delivery is { } delivery && _queue is { } queue
        ? new BufferFigures(queue.End.Row - delivery.Delivered.Row, queue.Bytes, queue.Limit, Age(delivery.Oldest), delivery.IsFull)
        : null;

    // Times on disk outlive the run, so they are those of the wall clock, which may have been set back since.
    private TimeSpan? Age(DateTimeOffset? written) =>
        written is { } then ? TimeSpan.FromTicks(Math.Max(0, (_scope.Clock.GetUtcNow() - then).Ticks)) : null;

    /// <summary>All that came is delivered, or as much as was before the run was stopped.</summary>
    public bool HasEnded => _delivery!.Ended.IsCompleted;

    public void Bind(SinkBinding binding)
    {
    }

    public void Restore(StateReader state) => _mark = BufferMark.Read(state);

    /// <summary>Takes hold of the buffer's folder, and finds out where it goes on; before the sink is opened.</summary>
    /// <param name="epoch">Of the checkpoint that the run goes on from.</param>
    /// <param name="options">What the run was told to make of what is there.</param>
    /// <param name="warn">Is told what is left out or comes again.</param>
    /// <param name="rows">Rows that came in in earlier runs.</param>
    /// <exception cref="RefusedException">The run cannot go on with what is there, and why.</exception>
    /// <exception cref="PipelineFailure">The folder is another run's, or cannot be written to.</exception>
    public void TakeUp(long? epoch, RestartOptions options, Action<Problem> warn, long rows)
    {
        try
        {
            Begin(epoch, options, warn, rows);
        }
        catch (Exception cause) when (cause is not RefusedException)
        {
            throw new PipelineFailure(_node.Name, _node.Definition.Location, cause.Message, cause);
        }
    }

    /// <summary>In the background: the others need not wait for a server that is away.</summary>
    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        _delivery!.Start();
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until there is room for a batch; to be called before it is written, where nobody is held up.</summary>
    public ValueTask RoomAsync(Batch batch)
    {
        _queue!.Pack(batch);
        return _delivery!.RoomAsync();
    }

    /// <summary>Writes the batch that there was room for.</summary>
    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        try
        {
            _queue!.Append();
            return ValueTask.CompletedTask;
        }
        catch (RetryableException)
        {
            // The disk is full, perhaps with what waits here.
            _delivery!.Full();
            throw;
        }
    }

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        _queue!.Mark(epoch);
        var mark = _mark! with { End = _queue.End, Delivered = _delivery!.Delivered.Row, LettersSent = _letters.Sent };
        _prepared = (epoch, mark);
        mark.Write(state);
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits for nothing; may be called while rows are written.</summary>
    public ValueTask CommitAsync(long epoch, CancellationToken stop)
    {
        if (_prepared is not var (prepared, mark) || prepared != epoch) return ValueTask.CompletedTask;
        _letters.Committed(mark.LettersSent);
        _delivery!.Committed(mark.End);
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing more comes. Completes when all is delivered, or the run is stopped.</summary>
    public Task DrainAsync()
    {
        _delivery!.EndInput();
        return _delivery.Ended;
    }

    /// <summary>Refused rows that were not sent to the dead letters yet, lent until the next call.</summary>
    public IReadOnlyList<Batch> SendLetters() => _letters.Send();

    /// <summary>What became of the rows: those in the buffer are held.</summary>
    /// <param name="account">Rows that came in and dead letters that went out.</param>
    public Account Settled(Account account)
    {
        if (_delivery is not { } delivery) return account;
        var passed = delivery.Delivered.Row + _earlierRows - account.DeadLettered;
        return new Account
        {
            In = account.In,
            Passed = passed,
            Out = passed,
            DeadLettered = account.DeadLettered,
            Held = account.In - passed - account.DeadLettered,
            LeftOut = Interlocked.Read(ref _leftOut),
        };
    }

    public async ValueTask CloseAsync()
    {
        var longest = _scope.Aborted.IsCancellationRequested ? TimeSpan.Zero : LongestStop;
        // One that is blocked is left behind.
        if (_delivery is not null && !await _delivery.StopAsync(longest).ConfigureAwait(false)) return;
        await _sink.CloseAsync().ConfigureAwait(false);
        _delivery?.Dispose();
        _queue?.Dispose();
        // What lies there is delivered, and nobody reads it any more.
        if (_delivery is { IsEmpty: true }) _queue!.Clear();
        _letters.Dispose();
    }

    private void Begin(long? epoch, RestartOptions options, Action<Problem> warn, long rows)
    {
        // Shared with nobody: so it is let go of in any case, also when the run is refused.
        var folder = _scope.Run.Shared(_node.Buffer!.Path, () => new BufferFolder(_node.Buffer.Path));
        var start = new BufferRecovery(_node, folder, epoch, options, warn).Start(_mark);
        _earlierRows = rows - start.End.Row;
        _letters.TakeUp(new StateReader(start.Ack.Letters), _mark?.LettersSent ?? 0, start.End.Row);
        if (!start.Ack.State.IsEmpty) _sink.Restore(new StateReader(start.Ack.State));
        _queue = new DiskQueue(folder.Segments, start.Ack.Queue, _node.Schema, start.Ack.Position, start.End, _node.Buffer.Size.Bytes, _scope.Clock);
        _delivery = new BufferDelivery(_scope, _node, _sink, new Context(this), _retry, new BufferParts(_queue, folder.Delivered, _letters, new BufferDamage(_node, options, warn)), start);
        _mark = new BufferMark(folder.Path, start.Ack.Queue, start.End, start.Ack.Position.Row, _letters.Sent);
    }

    private sealed class Context(BufferedSink buffered) : SinkContext
    {
        public override TimeProvider Clock => buffered._scope.Clock;

        public override RunContext Run => buffered._scope.Run;

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason) =>
            buffered._letters.Add(buffered._deadLetters.Letters(buffered._node.Name, batch, rows, reason), buffered._delivery!.Noted.Row);

        public override void Wrote(long bytes) => buffered._context!.Wrote(bytes);

        public override void LeftOut(long values) => Interlocked.Add(ref buffered._leftOut, values);
    }
}
