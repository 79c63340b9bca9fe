using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Sources;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Takes the items of one source in order, one at a time: counts rows, sends bad records to the dead letters, follows the
/// event time of each partition, and hands rows and signals to the operators fused behind the source.
/// </summary>
internal sealed class SourceSequencer(
    PlanNode node, Stage stage, DeadLetterWriter deadLetters, BarrierLog barriers, StateCollector states, bool isBounded, TimeProvider clock, bool guardsFuture)
{
    private SourceDefinition _definition = (SourceDefinition)node.Definition;
    private readonly SourceTimes? _times = ((SourceDefinition)node.Definition).EventTime is { } options ? new SourceTimes(options, node.Schema, isBounded, clock) : null;
    private readonly FutureRows? _future = guardsFuture ? FutureRows.Of((SourceDefinition)node.Definition, node.Schema, clock) : null;
    private TaskCompletionSource _step = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _idleSent;

    /// <summary>What is read, and how far.</summary>
    public SourcePartitions Partitions { get; } = new();

    public Account Account { get; } = new();

    public List<IReceiver> Readers { get; } = [];

    public List<IReceiver> DeadReaders { get; } = [];

    public long Watermark => _times?.Watermark ?? long.MinValue;

    public bool HasEnded { get; private set; }

    /// <summary>Positions of its partitions and its account.</summary>
    public StateSlot Slot { get; } = SourceSlots.Partitions(node);

    /// <summary>Its watermarks.</summary>
    public StateSlot TimesSlot { get; } = SourceSlots.Times(node);

    public bool NeedsTicks => _times is not null && _definition.EventTime!.IdleAfter is not null;

    /// <summary>See <see cref="SourceOutput.IdleAfter"/>.</summary>
    public TimeSpan? IdleAfter => _definition.EventTime?.IdleAfter?.TimeSpan;

    /// <summary>Often enough that an idle partition is noticed within a quarter more than it may be silent.</summary>
    public TimeSpan TickEvery => TimeSpan.FromMilliseconds(Math.Clamp((_definition.EventTime!.IdleAfter ?? Duration.FromSeconds(1)).TimeSpan.TotalMilliseconds / 4, 10, 1000));

    /// <summary>How long it was at work itself, without what runs behind it.</summary>
    public BusyTime Busy { get; } = new();

    /// <summary>Batches of rows that it sent on.</summary>
    public long Batches { get; private set; }

    /// <summary>Bytes that came in, in this run.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc cref="SourcePartitions.Open"/>
    public ReadPartition Open(string name, long start) => Partitions.Open(name, start, partition => _times?.Open(partition));

    public void Restore(StateReader state)
    {
        AccountState.Restore(Account, state);
        Partitions.Restore(state);
    }

    public void RestoreTimes(StateReader state) => _times?.Restore(state);

    public bool IsAhead(ReadPartition partition) => partition.Tracked is { } tracked && _times!.IsAhead(tracked);

    /// <summary>Completes when the watermark or a partition may have moved.</summary>
    public async Task NextStep(CancellationToken stop) =>
        // The step may have been taken between asking and waiting; the time limit asks again.
        await Task.WhenAny(Volatile.Read(ref _step).Task, Task.Delay(20, stop)).ConfigureAwait(false);

    /// <summary>Comes to another place in another graph, where readers are still to be added. Only while nothing flows.</summary>
    public void Move(PlanNode to, Stage runsIn)
    {
        (node, stage, _definition) = (to, runsIn, (SourceDefinition)to.Definition);
        Readers.Clear();
        DeadReaders.Clear();
    }

    /// <summary>Tells those who read now, and may be new, where the source stands: its watermark, that it is idle, that it has ended.</summary>
    public ValueTask AnnounceAsync()
    {
        if (HasEnded)
        {
            Send(Message.Watermark(long.MaxValue));
            Send(Message.End);
        }
        else
        {
            if (Watermark != long.MinValue) Send(Message.Watermark(Watermark));
            if (_idleSent) Send(Message.Idle);
        }

        return stage.FlushAsync();
    }

    /// <summary>Sends what operators left for other blocks.</summary>
    public ValueTask FlushAsync() => stage.FlushAsync();

    public ValueTask TakeAsync(SourceItem item)
    {
        stage.Arrived = item.Arrived;
        var before = stage.Turns.Begin(Busy);
        try
        {
            Handle(item);
        }
        finally
        {
            stage.Turns.End(before);
        }

        return stage.FlushAsync();
    }

    private void Handle(SourceItem item)
    {
        switch (item.Kind)
        {
            case SourceItemKind.Restored:
                if (Watermark != long.MinValue) Send(Message.Watermark(Watermark));
                break;
            case SourceItemKind.AllOpen:
                _times?.AllOpen();
                break;
            case SourceItemKind.Rows:
                TakeRows(item);
                break;
            case SourceItemKind.Rejected:
                Refuse(item);
                break;
            case SourceItemKind.CaughtUp:
                if (item.Partition!.Tracked is { } there) _times!.CaughtUp(there);
                break;
            case SourceItemKind.Finished:
                if (item.Partition!.Tracked is { } tracked) tracked.Finished = true;
                break;
            case SourceItemKind.Released:
                Release(item.Partition!);
                break;
            case SourceItemKind.Tick:
                _times?.Tick();
                if (_times is { HasAway: true }) WakeUp();
                break;
            case SourceItemKind.Away:
                _times?.Away();
                WakeUp();
                break;
            case SourceItemKind.Stand:
                return;
            case SourceItemKind.Barrier when HasEnded:
                return; // came just behind the end: readers have closed, and count as having sent it
            case SourceItemKind.Barrier when item.Hold is not null:
                Cut(item.Value);
                return; // and nothing behind it
            case SourceItemKind.Barrier:
                Cut(item.Value);
                break;
            case SourceItemKind.End:
                End();
                return;
        }

        FollowWatermark();
    }

    private void Release(ReadPartition partition)
    {
        if (partition.Tracked is { } tracked) tracked.Finished = true;
        Partitions.Release(partition);
    }

    private void TakeRows(SourceItem item)
    {
        var partition = item.Partition!;
        partition.Sequenced = item.Value;
        Bytes += item.Chunk?.Length ?? 0;
        foreach (var bad in item.BadRecords)
            deadLetters.Write(node.Name, partition.Name, item.Chunk!.PositionAt(bad.Start), item.Chunk.Bytes.Slice(bad.Start, bad.Length), bad.Length, bad.Reason, DeadReaders);
        var refused = item.BadRecords.Count;
        if (item.Batch is { Rows: > 0 } batch) refused += TakeBelieved(partition, batch);
        // Behind the good rows they stood among: the share is one of all rows, and a limit takes no good row along.
        CountRefused(refused);
    }

    /// <summary>Takes the rows that are not too far ahead of the clock.</summary>
    /// <returns>How many others there are, which are dead letters.</returns>
    private int TakeBelieved(ReadPartition partition, Batch batch)
    {
        if (_future?.Split(batch) is not var (kept, refused, reason))
        {
            Take(partition, batch);
            return 0;
        }

        if (kept.Length > 0)
        {
            var believed = batch.Where(kept);
            Take(partition, believed);
            believed.Release();
        }

        deadLetters.Write(node.Name, batch, refused, reason, DeadReaders);
        return refused.Length;
    }

    private void Take(ReadPartition partition, Batch batch)
    {
        Batches++;
        Account.In += batch.Rows;
        Account.Passed += batch.Rows;
        Account.Out += batch.Rows;
        if (partition.Tracked is { } tracked) _times!.Observe(tracked, batch);
        WakeUp();
        foreach (var reader in Readers) reader.Receive(Message.Of(batch));
    }

    private void Refuse(SourceItem item)
    {
        var (bytes, length, position, reason) = item.Refused!;
        item.Partition!.Sequenced = item.Value;
        Bytes += length;
        deadLetters.Write(node.Name, item.Partition.Name, position, bytes, length, reason, DeadReaders);
        CountRefused(1);
    }

    private void CountRefused(int records)
    {
        if (records == 0) return;
        Account.In += records;
        Account.DeadLettered += records;
        BadRows.Check(_definition.Common.MaxBadRows, Account, shareIsKnown: Account.In >= 1000);
    }

    /// <summary>Said before the rows themselves, which may be filtered before they come to where inputs meet.</summary>
    private void WakeUp()
    {
        if (!_idleSent) return;
        _idleSent = false;
        Send(Message.Active);
    }

    private void FollowWatermark()
    {
        if (_times is null) return;
        if (_times.Raise()) Send(Message.Watermark(_times.Watermark));
        if (_times.AllIdle && !_idleSent)
        {
            _idleSent = true;
            Send(Message.Idle);
        }

        Interlocked.Exchange(ref _step, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void Cut(long epoch)
    {
        var since = clock.GetTimestamp();
        barriers.Passed(node.Name, Account);
        states.Passed(epoch, node.Name, Partitions.Positions());
        states.Passed(epoch, Slot, Save);
        if (_times is not null) states.Passed(epoch, TimesSlot, _times.Save);
        stage.Still.Note(epoch, since);
        Send(Message.Barrier(epoch));
    }

    private void Save(StateWriter state)
    {
        AccountState.Save(Account, state);
        Partitions.Save(state);
    }

    /// <summary>Every window fires, then the end goes through.</summary>
    private void End()
    {
        BadRows.Check(_definition.Common.MaxBadRows, Account, shareIsKnown: true);
        barriers.Passed(node.Name, Account);
        states.Ended(Slot, Save);
        if (_times is not null) states.Ended(TimesSlot, _times.Save);
        HasEnded = true;
        Send(Message.Watermark(long.MaxValue));
        Send(Message.End);
    }

    private void Send(Message signal)
    {
        foreach (var reader in Readers) reader.Receive(signal);
        foreach (var reader in DeadReaders) reader.Receive(signal);
    }
}
