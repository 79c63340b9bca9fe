using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Brings the sink of dead letters into each epoch. It is fed from everywhere, so its barrier follows when that of the
/// epoch has passed all others: what they refused before it stands before it here too.
/// </summary>
internal sealed class DeadLetterEpochs : ISinkEpochs
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ComponentState> _passed = new();
    private TaskCompletionSource _settled = new();
    private long _epoch;
    private bool _hasEnded;

    /// <summary>Everything sent so far is durable when the task completes; the state is the caller's.</summary>
    /// <param name="sink">The sink of dead letters.</param>
    /// <param name="epoch">What it prepares for.</param>
    /// <param name="isLast">Nothing more comes.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<ComponentState> PrepareAsync(SinkStage sink, long epoch, bool isLast, CancellationToken stop)
    {
        if (_hasEnded) return await sink.StateAtEndAsync(epoch).WaitAsync(stop).ConfigureAwait(false);
        TaskCompletionSource<ComponentState> passed;
        lock (_lock)
        {
            (_epoch, _passed) = (epoch, passed = new(TaskCreationOptions.RunContinuationsAsynchronously));
            _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _hasEnded = isLast;
        await sink.Link.SendAsync(isLast ? Contracts.Message.End : Contracts.Message.Barrier(epoch)).ConfigureAwait(false);
        return await passed.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>The epoch prepared last is committed, or given up.</summary>
    public void Settle()
    {
        lock (_lock) _settled.TrySetResult();
    }

    Task ISinkEpochs.SettledAsync(SinkStage sink)
    {
        lock (_lock) return _passed.Task.IsCompleted ? _settled.Task : Task.CompletedTask;
    }

    Task<long> ISinkEpochs.EndingAsync(SinkStage sink) => Task.FromResult(_epoch);

    void ISinkEpochs.Draining(SinkStage sink) => throw new NotSupportedException("dead letters have no buffer");

    void ISinkEpochs.Prepared(SinkStage sink, long epoch, ComponentState state)
    {
        lock (_lock)
        {
            if (epoch == _epoch && _passed.TrySetResult(state)) return;
        }

        state.Bytes.Dispose();
    }

    void ISinkEpochs.Ended(SinkStage sink) => _ = HandOverAsync(sink);

    private async Task HandOverAsync(SinkStage sink) => _passed.TrySetResult(await sink.StateAtEndAsync(_epoch).ConfigureAwait(false));
}
