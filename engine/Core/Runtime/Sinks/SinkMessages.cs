using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime.Buffering;

namespace StreamGuard.Core.Runtime.Sinks;

/// <summary>What a sink makes of each message of its link: rows are written, a barrier and the end leave a state behind.</summary>
internal sealed class SinkMessages(SinkStage stage, RunScope scope, BarrierLog barriers, ISinkEpochs epochs, SinkCalls calls, SinkFigures figures, SinkGates gates)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StandStill _still = new(scope.Clock);
    private (long Epoch, ComponentState State)? _last;

    /// <summary>See <see cref="SinkStage.Ended"/>.</summary>
    public Task Ended => _ended.Task;

    /// <summary>See <see cref="SinkStage.StoodStillFor"/>.</summary>
    public TimeSpan StoodStillFor(long epoch) => _still.For(epoch);

    public ValueTask HandleAsync(Message message) => stage.Order is null ? HandleOneAsync(message) : HandleInOrderAsync(stage.Order.Next(message));

    /// <summary>See <see cref="SinkStage.StateAtEndAsync"/>.</summary>
    public async Task<ComponentState> StateAtEndAsync(long epoch)
    {
        using var pass = await gates.ForAllAsync().ConfigureAwait(false);
        var (known, state) = _last!.Value;
        // Anew for each epoch: what the sink has to say may change with the commit between.
        _last = (long.MinValue, state);
        return known == epoch ? state : await calls.PrepareAsync(epoch).ConfigureAwait(false);
    }

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
        if (message.Kind == MessageKind.End && Ended.IsCompleted) return;
        if (message.Kind == MessageKind.End && stage.Buffer is { HasEnded: false } buffer)
        {
            Drain(buffer);
            return;
        }

        // Asked outside the gate: the epoch that is waited for is committed meanwhile.
        if (message.Kind == MessageKind.Batch && stage.Buffer is not null) await stage.Buffer.RoomAsync(message.Batch!).ConfigureAwait(false);
        if (message.Kind == MessageKind.Batch && stage.IsTransactional) await epochs.SettledAsync(stage).ConfigureAwait(false);
        var epoch = message.Kind == MessageKind.End ? await epochs.EndingAsync(stage).ConfigureAwait(false) : message.Value;
        ComponentState? prepared;
        using (await PassAsync(message).ConfigureAwait(false)) prepared = await TakeAsync(message, epoch).ConfigureAwait(false);

        if (prepared is not null) epochs.Prepared(stage, epoch, prepared);
        if (message.Kind != MessageKind.End) return;
        epochs.Ended(stage);
        _ended.TrySetResult();
    }

    private ValueTask<SinkGates.Pass> PassAsync(Message message)
    {
        // Behind a commit that has failed rows wait, so that they do not pile up where they are written meanwhile.
        var isOfRows = message.Kind is MessageKind.Batch or MessageKind.Watermark && !calls.IsCommitWaiting;
        return isOfRows ? gates.ForRowsAsync() : gates.ForAllAsync();
    }

    /// <summary>The end goes on when all is delivered, or the run is stopped.</summary>
    private void Drain(BufferedSink buffer)
    {
        epochs.Draining(stage);
        _ = EndLaterAsync();

        async Task EndLaterAsync()
        {
            await buffer.DrainAsync().ConfigureAwait(false);
            await stage.Link.SendAsync(Message.End).ConfigureAwait(false);
        }
    }

    /// <summary>The state at a barrier; null at any other message.</summary>
    private async ValueTask<ComponentState?> TakeAsync(Message message, long epoch)
    {
        ComponentState? prepared = null;
        var since = scope.Clock.GetTimestamp();
        stage.DeadStage.Arrived = message.Arrived;
        SendLetters();
        switch (message.Kind)
        {
            case MessageKind.Batch:
                await calls.WriteAsync(message.Batch!).ConfigureAwait(false);
                break;
            case MessageKind.Watermark:
                figures.Watermark = message.Value;
                break;
            case MessageKind.Barrier:
                barriers.Passed(stage.Definition.Name, stage.Account);
                if (epoch == stage.LastEpoch) await calls.EndAsync().ConfigureAwait(false);
                prepared = await calls.PrepareAsync(epoch).ConfigureAwait(false);
                _still.Note(epoch, since);
                break;
            case MessageKind.End:
                barriers.Passed(stage.Definition.Name, stage.Account);
                await calls.EndAsync().ConfigureAwait(false);
                _last = (epoch, await calls.PrepareAsync(epoch).ConfigureAwait(false));
                break;
        }

        if (message.Batch is null)
            foreach (var reader in stage.DeadReaders) reader.Receive(message);
        await stage.DeadStage.FlushAsync().ConfigureAwait(false);
        // Sent at once when nothing more waits: under load rows leave in larger writes, without a timer.
        if (stage.Link.Waiting == 0 && _last is null) await calls.FlushAsync().ConfigureAwait(false);
        figures.Measure(message, since);
        return prepared;
    }

    /// <summary>Rows that were refused behind the buffer since the message before.</summary>
    private void SendLetters()
    {
        foreach (var letters in stage.Buffer?.SendLetters() ?? [])
        {
            figures.Account.DeadLettered += letters.Rows;
            DeadLetterWriter.Send(letters, stage.DeadReaders);
        }
    }
}
