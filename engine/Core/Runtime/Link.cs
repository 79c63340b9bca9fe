using System.Threading.Tasks.Dataflow;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A bounded queue in front of a block that handles one message at a time. A full queue makes the sender wait; an
/// exception in the body fails the run with the component's name; batches are let go of once handled.
/// </summary>
internal sealed class Link
{
    private readonly Lock _gate = new();
    private readonly ActionBlock<Message> _block;
    private readonly RunScope _scope;
    private ComponentDefinition _owner;
    private readonly Func<Message, ValueTask> _body;
    private readonly Overflow _overflow;
    private readonly int _rowsOfPlace;
    private readonly int _most;
    private TaskCompletionSource? _room;
    private int _taken;
    private long _droppedRows;

    /// <param name="scope">The run's.</param>
    /// <param name="owner">Named when the body fails.</param>
    /// <param name="capacity">Messages that it holds, the one being handled among them.</param>
    /// <param name="body">Handles a message.</param>
    /// <param name="overflow">What becomes of rows there is no room for.</param>
    /// <param name="rowsOfPlace">A batch of fewer rows than this takes up that share of a message's place.</param>
    public Link(RunScope scope, ComponentDefinition owner, int capacity, Func<Message, ValueTask> body, Overflow overflow = Overflow.Wait, int rowsOfPlace = 1)
    {
        (_scope, _owner, _body, _overflow, _rowsOfPlace, _most) = (scope, owner, body, overflow, rowsOfPlace, capacity * rowsOfPlace);
        _block = new ActionBlock<Message>(HandleAsync);
    }

    /// <summary>Messages that wait now.</summary>
    public int Waiting => _block.InputCount;

    /// <summary>How much of its room is taken, from 0 to 1.</summary>
    public double Fill => Math.Min(1, (double)Volatile.Read(ref _taken) / _most);

    /// <summary>Rows dropped because the queue was full and the sink says overflow: drop.</summary>
    public long DroppedRows => Interlocked.Read(ref _droppedRows);

    /// <summary>Its owner stands at another place of the file now.</summary>
    public void Move(ComponentDefinition owner) => _owner = owner;

    /// <summary>Sends a message; takes over the sender's hold of its batch.</summary>
    public ValueTask SendAsync(Message message)
    {
        _scope.Enter();
        if (TryPost(message)) return ValueTask.CompletedTask;
        if (_overflow == Overflow.Drop && message.Batch is { } batch)
        {
            Interlocked.Add(ref _droppedRows, batch.Rows);
            Drop(message);
            return ValueTask.CompletedTask;
        }

        return SendWhenThereIsRoomAsync(message);
    }

    private int SizeOf(Message message) => Math.Clamp(message.Batch?.Rows ?? 1, 1, _rowsOfPlace);

    private bool TryPost(Message message)
    {
        lock (_gate)
        {
            // What comes when there is any room is let in whole.
            if (_taken >= _most) return false;
            _taken += SizeOf(message);
        }

        _block.Post(message);
        return true;
    }

    /// <summary>Completes when there may be room.</summary>
    private Task Room()
    {
        lock (_gate) return _taken < _most ? Task.CompletedTask : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private async ValueTask SendWhenThereIsRoomAsync(Message message)
    {
        try
        {
            while (!TryPost(message)) await Room().WaitAsync(_scope.Aborted).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException)
        {
            // The run was aborted: what was on its way is dropped, below.
        }

        Drop(message);
    }

    private Task HandleAsync(Message message)
    {
        if (_scope.Aborted.IsCancellationRequested)
        {
            Forget(message);
            return Task.CompletedTask;
        }

        try
        {
            var handling = _body(message);
            if (!handling.IsCompletedSuccessfully) return AwaitAsync(handling, message);
        }
        catch (Exception cause)
        {
            _scope.Fail(_owner, cause);
        }

        Forget(message);
        return Task.CompletedTask;
    }

    private async Task AwaitAsync(ValueTask handling, Message message)
    {
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(_owner, cause);
        }

        Forget(message);
    }

    private void Forget(Message message)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _taken -= SizeOf(message);
            room = _taken < _most ? _room : null;
            if (room is not null) _room = null;
        }

        Drop(message);
        room?.SetResult();
    }

    private void Drop(Message message)
    {
        message.Batch?.Release();
        _scope.Leave();
    }
}
