using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A sink in a block of its own, so that a slow one holds up the others only when its link is full. Calls of the sink
/// never overlap, commits included.
/// </summary>
internal sealed class SinkStage
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunScope _scope;
    private readonly BarrierLog _barriers;
    private readonly ISink _sink;
    private readonly Retry _retry;
    private long _epoch;
    private bool _closed;

    public SinkStage(RunScope scope, BarrierLog barriers, ComponentDefinition definition, ISink sink, int capacity)
    {
        var common = (definition as SinkDefinition)?.Common ?? new SinkOptions();
        (_scope, _barriers, Definition, _retry) = (scope, barriers, definition, new Retry(scope, common.Retry?.AtMost));
        _sink = new RetryingSink(sink, _retry);
        Link = new Link(scope, definition, capacity, HandleAsync, common.Overflow);
    }

    public ComponentDefinition Definition { get; }

    public Link Link { get; }

    public Account Account { get; } = new();

    /// <summary>What the sink waited for; null when it never had to.</summary>
    public Waits? Waits => _retry.Waited;

    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Called with an epoch once everything before its barrier is durable, and with long.MaxValue at the end.</summary>
    public Action<SinkStage, long> Prepared { get; set; } = (_, _) => { };

    /// <summary>Completes when the sink has written, committed and closed everything.</summary>
    public Task Ended => _ended.Task;

    public async Task EndedOrAborted()
    {
        try
        {
            await _ended.Task.WaitAsync(_scope.Aborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run failed or was told to stop at once; RunningPipeline closes the sink.
        }
    }

    /// <summary>Readers of the rows it refuses, and the stage they are sent from.</summary>
    public List<IReceiver> DeadReaders { get; } = [];

    public Stage DeadStage { get; } = new();

    public async Task OpenAsync(DeadLetterWriter deadLetters)
    {
        try
        {
            await _sink.OpenAsync(new Context(this, deadLetters), _scope.Aborted).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(Definition, cause);
        }
    }

    /// <summary>Makes an epoch visible that all sinks have prepared.</summary>
    public async Task CommitAsync(long epoch)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
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
            _gate.Release();
        }
    }

    /// <summary>Closes a sink that did not come to its end, without making anything visible; one that is blocked is left behind.</summary>
    public async Task AbandonAsync(TimeSpan longest)
    {
        if (!await _gate.WaitAsync(longest).ConfigureAwait(false)) return;
        try
        {
            await CloseOnceAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(Definition, cause);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask HandleAsync(Message message)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await TakeAsync(message).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask TakeAsync(Message message)
    {
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
                await PrepareAsync(message.Value).ConfigureAwait(false);
                Prepared(this, message.Value);
                break;
            case MessageKind.End:
                await EndAsync().ConfigureAwait(false);
                break;
        }

        if (message.Batch is null)
            foreach (var reader in DeadReaders) reader.Receive(message);
        await DeadStage.FlushAsync().ConfigureAwait(false);
        // Sent at once when nothing more waits: under load rows leave in larger writes, without a timer.
        if (Link.Waiting == 0 && !_closed) await _sink.FlushAsync(_scope.Aborted).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(Batch batch)
    {
        Account.In += batch.Rows;
        var refused = Account.DeadLettered;
        await _sink.WriteAsync(batch, _scope.Aborted).ConfigureAwait(false);
        var written = batch.Rows - (Account.DeadLettered - refused);
        Account.Passed += written;
        Account.Out += written;
    }

    /// <summary>Makes everything so far durable and visible, outside the epochs of the others: for the dead letters.</summary>
    public async Task PrepareAndCommitAsync(long epoch)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_closed) return;
            await PrepareAsync(epoch).ConfigureAwait(false);
            await _sink.CommitAsync(epoch, _scope.Aborted).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(Definition, cause);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask PrepareAsync(long epoch)
    {
        _epoch = epoch;
        var state = new ArrayBufferWriter<byte>();
        await _sink.PrepareAsync(epoch, new StateWriter(state), _scope.Aborted).ConfigureAwait(false);
    }

    /// <summary>The last epoch is one behind all others; nobody else has to agree to it.</summary>
    private async ValueTask EndAsync()
    {
        _barriers.Passed(Definition.Name, Account);
        await _sink.EndAsync(_scope.Aborted).ConfigureAwait(false);
        await PrepareAsync(_epoch + 1).ConfigureAwait(false);
        await _sink.CommitAsync(_epoch, _scope.Aborted).ConfigureAwait(false);
        await CloseOnceAsync().ConfigureAwait(false);
        Prepared(this, long.MaxValue);
        _ended.TrySetResult();
    }

    private async ValueTask CloseOnceAsync()
    {
        if (_closed) return;
        _closed = true;
        await _sink.CloseAsync().ConfigureAwait(false);
    }

    private sealed class Context(SinkStage stage, DeadLetterWriter deadLetters) : SinkContext
    {
        public override TimeProvider Clock => stage._scope.Clock;

        public override RunContext Run => stage._scope.Run;

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
        {
            stage.Account.DeadLettered += rows.Length;
            deadLetters.Write(stage.Definition.Name, batch, rows, reason, stage.DeadReaders);
        }
    }
}
