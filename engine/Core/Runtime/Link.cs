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
    private readonly ActionBlock<Message> _block;
    private readonly RunScope _scope;
    private ComponentDefinition _owner;
    private readonly Func<Message, ValueTask> _body;
    private readonly Overflow _overflow;
    private long _droppedRows;

    public Link(RunScope scope, ComponentDefinition owner, int capacity, Func<Message, ValueTask> body, Overflow overflow = Overflow.Wait)
    {
        (_scope, _owner, _body, _overflow, Capacity) = (scope, owner, body, overflow, capacity);
        _block = new ActionBlock<Message>(HandleAsync, new ExecutionDataflowBlockOptions { BoundedCapacity = capacity });
    }

    public int Capacity { get; }

    /// <summary>Messages that wait now.</summary>
    public int Waiting => _block.InputCount;

    /// <summary>Rows dropped because the queue was full and the sink says overflow: drop.</summary>
    public long DroppedRows => Interlocked.Read(ref _droppedRows);

    /// <summary>Its owner stands at another place of the file now.</summary>
    public void Move(ComponentDefinition owner) => _owner = owner;

    /// <summary>Sends a message; takes over the sender's hold of its batch.</summary>
    public ValueTask SendAsync(Message message)
    {
        _scope.Enter();
        if (_block.Post(message)) return ValueTask.CompletedTask;
        if (_overflow == Overflow.Drop && message.Batch is { } batch)
        {
            Interlocked.Add(ref _droppedRows, batch.Rows);
            Forget(message);
            return ValueTask.CompletedTask;
        }

        return SendWhenThereIsRoomAsync(message);
    }

    private async ValueTask SendWhenThereIsRoomAsync(Message message)
    {
        try
        {
            if (await _block.SendAsync(message, _scope.Aborted).ConfigureAwait(false)) return;
        }
        catch (OperationCanceledException)
        {
            // The run was aborted: what was on its way is dropped, below.
        }

        Forget(message);
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
        message.Batch?.Release();
        _scope.Leave();
    }
}
