using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>
/// Brings rows from a buffer to its sink, in a task of its own: those of epochs that are committed, since nothing of them
/// comes again; where the buffer is full, the others too. The sink has epochs of its own: it is asked to make durable what it
/// was given, that is noted together with the place in the queue, and then it may show it. After a crash it goes on from
/// there.
/// </summary>
internal sealed class BufferDelivery : IDisposable
{
    private const long MostBytesUnnoted = 16L << 20;
    private const long MostLetters = 10_000;

    private static readonly TimeSpan LongestUnnoted = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestCut = TimeSpan.FromSeconds(1);

    private readonly RunScope _scope;
    private readonly PlanNode _node;
    private readonly ISink _sink;
    private readonly SinkContext _context;
    private readonly Retry _retry;
    private readonly DiskQueue _queue;
    private readonly PositionFile _file;
    private readonly LetterBox _letters;
    private readonly BufferDamage _damage;
    private readonly Pulse _due = new();
    private readonly Pulse _noted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cut;
    private readonly CancellationTokenRegistration _onStop;
    private volatile QueuePosition _committed;
    private volatile QueuePosition _delivered;
    private volatile bool _isFull;
    private volatile bool _inputEnded;
    private volatile bool _isStopping;
    private volatile BufferAck _ack;
    private long _underWay;
    private long _ackedAt;

    /// <param name="scope">The run's.</param>
    /// <param name="node">The sink's, with a buffer.</param>
    /// <param name="sink">Bound; where there is a state, restored.</param>
    /// <param name="context">What the sink may use.</param>
    /// <param name="retry">Makes its calls again.</param>
    /// <param name="buffer">The rows.</param>
    /// <param name="start">Where to go on; all up to its end is committed.</param>
    public BufferDelivery(RunScope scope, PlanNode node, ISink sink, SinkContext context, Retry retry, BufferParts buffer, BufferStart start)
    {
        (_scope, _node, _sink, _context, _retry) = (scope, node, sink, context, retry);
        (_queue, _file, _letters, _damage) = buffer;
        (_ack, _delivered, _committed) = (start.Ack, start.Ack.Position, start.End);
        _cut = CancellationTokenSource.CreateLinkedTokenSource(scope.Aborted);
        _onStop = scope.Stopping.Register(Stop);
    }

    /// <summary>Behind the last row that the sink has taken.</summary>
    public QueuePosition Delivered => _delivered;

    /// <summary>Behind the last row that is not delivered again.</summary>
    public QueuePosition Noted => _ack.Position;

    /// <summary>The queue had no room for what came last.</summary>
    public bool IsFull => _isFull;

    /// <summary>When the oldest row that was not delivered was written; null when there is none, or nobody knows.</summary>
    public DateTimeOffset? Oldest
    {
        get
        {
            if (_delivered.Row == _queue.End.Row) return null;
            return Volatile.Read(ref _underWay) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : _queue.WrittenAt(_delivered.Row);
        }
    }

    /// <summary>All there is was delivered, and that is noted.</summary>
    public bool IsEmpty => _ack.Position.Row == _queue.End.Row;

    /// <summary>Completes when nothing more is delivered: all was, the run was stopped, or has failed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => _ = Task.Run(RunAsync);

    /// <summary>All up to here is committed.</summary>
    public void Committed(QueuePosition end)
    {
        _committed = end;
        _due.Beat();
    }

    /// <summary>Nothing more comes: the delivery ends when all is delivered.</summary>
    public void EndInput()
    {
        _inputEnded = true;
        _due.Beat();
    }

    /// <summary>Waits until there is room in the queue for the batch that was packed last, or the run is stopped: then it is taken all the same.</summary>
    public async ValueTask RoomAsync()
    {
        while (!_isStopping)
        {
            var next = _noted.Next;
            if (_queue.HasRoom) break;
            Full();
            await next.WaitAsync(_scope.Aborted).ConfigureAwait(false);
        }

        _isFull = false;
    }

    /// <summary>There is no room for what comes, until something is delivered: what is not committed too.</summary>
    public void Full()
    {
        _queue.CloseSegment();
        _isFull = true;
        _due.Beat();
    }

    /// <summary>
    /// Ends the delivery where it stands; what the sink does not finish in time is delivered again. False when the sink does
    /// not let go of a call even then.
    /// </summary>
    public async Task<bool> StopAsync(TimeSpan longest)
    {
        Stop();
        await _ended.Task.WaitAsync(longest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _cut.CancelAsync().ConfigureAwait(false);
        await _ended.Task.WaitAsync(LongestCut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _ended.Task.IsCompleted;
    }

    public void Dispose()
    {
        _onStop.Dispose();
        _cut.Dispose();
    }

    private bool IsByEpoch => _node.Buffer!.IsShownByEpoch;

    private bool IsNoted => _ack.Position.Row == _delivered.Row && _ack.Position.Segment == _delivered.Segment;

    private void Stop()
    {
        _isStopping = true;
        _due.Beat();
        _noted.Beat();
    }

    private async Task RunAsync()
    {
        try
        {
            await CallAsync(() => _sink.OpenAsync(_context, _cut.Token)).ConfigureAwait(false);
            _ackedAt = _scope.Clock.GetTimestamp();
            // Before anything is delivered, so that what it knows of the time before is not forgotten.
            if (_ack.Epoch == 0) await NoteAsync().ConfigureAwait(false);
            await DeliverAsync().ConfigureAwait(false);
            if (!IsNoted) await NoteAsync().ConfigureAwait(false);
        }
        catch (TimeoutException) when (_scope.Stopping.IsCancellationRequested)
        {
            // Stopped while the sink could not be reached: what is left stays for the next run.
        }
        catch (OperationCanceledException) when (_cut.IsCancellationRequested)
        {
            // The run has failed, or the sink has not come to an end in time.
        }
        catch (Exception cause)
        {
            _scope.Fail(_node.Definition, cause);
        }

        _ended.TrySetResult();
    }

    private async Task DeliverAsync()
    {
        while (!_isStopping)
        {
            var next = _due.Next;
            if (_letters.Uncommitted > MostLetters && !_isFull)
            {
                // They are in memory; and the dead letters have to come along.
                if (!IsNoted) await NoteAsync().ConfigureAwait(false);
                _scope.AskForEpoch();
                await next.WaitAsync(_cut.Token).ConfigureAwait(false);
                continue;
            }

            if (_damage.Next(_queue, _isFull ? _queue.End : _committed) is { } record)
            {
                await DeliverAsync(record).ConfigureAwait(false);
                continue;
            }

            _delivered = _queue.LeaveRead();
            if (!IsNoted && (!IsByEpoch || _isFull))
            {
                await NoteAsync().ConfigureAwait(false);
            }
            else if (_inputEnded && _delivered.Row == _queue.End.Row)
            {
                await CallAsync(() => _sink.EndAsync(_cut.Token)).ConfigureAwait(false);
                await NoteAsync().ConfigureAwait(false);
                return;
            }
            else
            {
                await next.WaitAsync(_cut.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task DeliverAsync(QueueRecord record)
    {
        if (record.Kind == RecordKind.Rows)
        {
            Volatile.Write(ref _underWay, record.Written.UtcTicks);
            await WriteAsync(_queue.BatchOf(record)).ConfigureAwait(false);
        }

        _delivered = _queue.At;
        Volatile.Write(ref _underWay, 0);
        if (IsByEpoch ? record.Kind == RecordKind.Mark : IsDue()) await NoteAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync(Batch batch)
    {
        try
        {
            FaultPoints.Reach("buffer.deliver.before");
            await CallAsync(() => _sink.WriteAsync(batch, _cut.Token)).ConfigureAwait(false);
            FaultPoints.Reach("buffer.deliver.after");
        }
        finally
        {
            batch.Release();
        }
    }

    private bool IsDue() => !IsNoted && (
        _scope.Clock.GetElapsedTime(_ackedAt) >= LongestUnnoted
        || _delivered.Offset - _ack.Position.Offset >= MostBytesUnnoted
        || _delivered.Segment != _ack.Position.Segment);

    /// <summary>An epoch of the sink.</summary>
    private async Task NoteAsync()
    {
        var (epoch, state, letters) = (_ack.Epoch + 1, new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        await CallAsync(() => _sink.PrepareAsync(epoch, new StateWriter(state), _cut.Token)).ConfigureAwait(false);
        var last = _letters.Save(new StateWriter(letters));
        var ack = _ack with { Epoch = epoch, Position = _queue.LeaveRead(), State = state.WrittenMemory, Letters = letters.WrittenMemory };
        await CallAsync(() =>
        {
            ack.Write(_file);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        _letters.Noted(last);
        (_ack, _delivered, _ackedAt) = (ack, ack.Position, _scope.Clock.GetTimestamp());
        await CallAsync(() => _sink.CommitAsync(epoch, _cut.Token)).ConfigureAwait(false);
        FaultPoints.Reach("buffer.commit.after");
        _queue.RemoveBefore(ack.Position);
        _noted.Beat();
    }

    private ValueTask CallAsync(Func<ValueTask> call) => _retry.CallAsync(call, _cut.Token);
}

/// <summary>What a buffer is made of.</summary>
/// <param name="Queue">The rows.</param>
/// <param name="Delivered">Says how far they were delivered.</param>
/// <param name="Letters">Rows that are refused.</param>
/// <param name="Damage">What to do where rows cannot be read.</param>
internal sealed record BufferParts(DiskQueue Queue, PositionFile Delivered, LetterBox Letters, BufferDamage Damage);
