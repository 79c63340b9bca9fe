using System.Threading.Tasks.Dataflow;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime.Sources;

/// <summary>
/// The way of what a reader hands over: chunks are decoded in parallel, played in their time where that is asked for, and
/// put in order by one block, which also stands where an item holds it.
/// </summary>
internal sealed class SourceWay : IPlaybackTarget
{
    private readonly RunScope _scope;
    private readonly SourceSequencer _order;
    private readonly CancellationToken _quit;
    private readonly DecodeBlock _decode;
    private readonly Playback? _playback;
    private readonly Task _sequenced;
    private ComponentDefinition _definition;
    private long _underWay;

    /// <param name="scope">The run.</param>
    /// <param name="node">The source.</param>
    /// <param name="decoder">Null where the reader hands over rows.</param>
    /// <param name="order">Takes the items, one after the other.</param>
    /// <param name="parallelism">How many threads may decode at the same time.</param>
    /// <param name="plays">Rows come as time went when they came into being, where the file says so.</param>
    /// <param name="quit">The source is no part of the run any more.</param>
    public SourceWay(RunScope scope, PlanNode node, BoundDecoder? decoder, SourceSequencer order, int parallelism, bool plays, CancellationToken quit)
    {
        (_scope, _order, _quit, _definition) = (scope, order, quit, node.Definition);
        _decode = new DecodeBlock(scope, node.Definition, decoder, node.Schema, parallelism);
        if (plays && ((SourceDefinition)node.Definition).EventTime is { Speed: { } speed } time)
        {
            _playback = new Playback(speed, node.Schema.IndexOf(time.Column), scope, this);
            _sequenced = Link(_playback.Input, Task.Run(_playback.RunAsync, CancellationToken.None));
        }
        else
        {
            var sequencer = new ActionBlock<SourceItem>(SequenceAsync, new ExecutionDataflowBlockOptions { BoundedCapacity = parallelism });
            _sequenced = Link(sequencer, sequencer.Completion);
        }
    }

    /// <summary>How long decoding took, of all threads together, in ticks of the clock.</summary>
    public long BusyTicks => _decode.Busy.Ticks;

    /// <summary>All that was sent has gone into the pipeline.</summary>
    public bool IsEmpty => Interlocked.Read(ref _underWay) == 0;

    /// <summary>Completes when no rows wait for the time they are to be played at.</summary>
    public Task Played => _playback?.Empty ?? Task.CompletedTask;

    /// <summary>The source stands at another place of the file now.</summary>
    public void Move(ComponentDefinition definition)
    {
        _definition = definition;
        _decode.Move(definition);
    }

    /// <summary>Takes no more.</summary>
    public void Complete() => _decode.Block.Complete();

    /// <summary>Takes no more, and waits until all that was sent has gone into the pipeline.</summary>
    public async Task CloseAsync()
    {
        Complete();
        await _sequenced.ConfigureAwait(false);
    }

    /// <summary>Sends rows, which wait for room where they are played.</summary>
    public ValueTask SendRowsAsync(SourceItem item, CancellationToken stop)
    {
        item.Partition!.CaughtUp = null;
        return _playback is null ? SendAsync(item) : PlayAsync(_playback, item, stop);
    }

    /// <summary>Sends what follows the items sent before; dropped when the run was aborted.</summary>
    public async ValueTask SendAsync(SourceItem item)
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

    Task IPlaybackTarget.SequenceAsync(SourceItem item)
    {
        // Played rows come when their time has come.
        item.Arrived = _scope.Clock.GetTimestamp();
        return SequenceAsync(item);
    }

    CancellationToken IPlaybackTarget.Quit => _quit;

    void IPlaybackTarget.Enter() => Enter();

    void IPlaybackTarget.Drop(SourceItem item) => Drop(item);

    private async ValueTask PlayAsync(Playback playback, SourceItem item, CancellationToken stop)
    {
        try
        {
            await playback.RoomAsync(item.Partition!, stop).ConfigureAwait(false);
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

    private void Drop(SourceItem item)
    {
        item.Release();
        Leave();
    }

    private async Task SequenceAsync(SourceItem item)
    {
        try
        {
            if (!_scope.Aborted.IsCancellationRequested && !_quit.IsCancellationRequested) await _order.TakeAsync(item).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _scope.Fail(_definition, cause);
            await _order.FlushAsync().ConfigureAwait(false); // the dead letters before the failure; the rest is dropped
        }

        if (item.Hold is not null) await StandAsync(item).ConfigureAwait(false);
        Drop(item);
    }

    private async Task StandAsync(SourceItem item)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_scope.Aborted, _quit);
        await item.Hold!.StandAsync(isCut: item.Kind == SourceItemKind.Barrier, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
