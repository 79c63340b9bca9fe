using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Takes the items of one source in order, one at a time: counts rows, sends bad records to the dead letters, follows the
/// event time of each partition, and hands rows and signals to the operators fused behind the source.
/// </summary>
internal sealed class SourceSequencer(
    PlanNode node, Stage stage, DeadLetterWriter deadLetters, BarrierLog barriers, bool isBounded, TimeProvider clock)
{
    private readonly SourceDefinition _definition = (SourceDefinition)node.Definition;
    private readonly SourceTimes? _times = ((SourceDefinition)node.Definition).EventTime is { } options ? new SourceTimes(options, node.Schema, isBounded, clock) : null;
    private readonly List<ReadPartition> _partitions = [];
    private TaskCompletionSource _step = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _idleSent;

    public Account Account { get; } = new();

    public List<IReceiver> Readers { get; } = [];

    public List<IReceiver> DeadReaders { get; } = [];

    public long Watermark => _times?.Watermark ?? long.MinValue;

    public bool HasEnded { get; private set; }

    public bool NeedsTicks => _times is not null && _definition.EventTime!.IdleAfter is not null;

    /// <summary>Often enough that an idle partition is noticed within a quarter more than it may be silent.</summary>
    public TimeSpan TickEvery => TimeSpan.FromMilliseconds(Math.Clamp((_definition.EventTime!.IdleAfter ?? Duration.FromSeconds(1)).TimeSpan.TotalMilliseconds / 4, 10, 1000));

    /// <summary>Sum over the partitions of how far they have gone into the pipeline.</summary>
    public long Sequenced
    {
        get
        {
            lock (_partitions) return _partitions.Sum(partition => partition.Sequenced - partition.Position);
        }
    }

    public ReadPartition Open(string name, long start)
    {
        var partition = new ReadPartition(name, start, _times?.Open(name));
        lock (_partitions) _partitions.Add(partition);
        return partition;
    }

    public bool IsAhead(ReadPartition partition) => partition.Tracked is { } tracked && _times!.IsAhead(tracked);

    /// <summary>Completes when the watermark or a partition may have moved.</summary>
    public async Task NextStep(CancellationToken stop) =>
        // The step may have been taken between asking and waiting; the time limit asks again.
        await Task.WhenAny(Volatile.Read(ref _step).Task, Task.Delay(20, stop)).ConfigureAwait(false);

    /// <summary>Sends what operators left for other blocks.</summary>
    public ValueTask FlushAsync() => stage.FlushAsync();

    public ValueTask TakeAsync(SourceItem item)
    {
        switch (item.Kind)
        {
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
            case SourceItemKind.Tick:
                _times?.Tick();
                break;
            case SourceItemKind.Barrier when HasEnded:
                return ValueTask.CompletedTask; // came just behind the end: readers have closed, and count as having sent it
            case SourceItemKind.Barrier:
                barriers.Passed(node.Name, Account);
                Send(Message.Barrier(item.Value));
                break;
            case SourceItemKind.End:
                End();
                return stage.FlushAsync();
        }

        FollowWatermark();
        return stage.FlushAsync();
    }

    private void TakeRows(SourceItem item)
    {
        var partition = item.Partition!;
        partition.Sequenced = item.Value;
        foreach (var bad in item.BadRecords)
            deadLetters.Write(node.Name, partition.Name, item.Chunk!.PositionAt(bad.Start), item.Chunk.Bytes.Slice(bad.Start, bad.Length), bad.Length, bad.Reason, DeadReaders);
        if (item.Batch is { Rows: > 0 } batch) Take(partition, batch);
        // Behind the good rows they stood among: the share is one of all rows, and a limit takes no good row along.
        CountRefused(item.BadRecords.Count);
    }

    private void Take(ReadPartition partition, Batch batch)
    {
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
        deadLetters.Write(node.Name, item.Partition.Name, position, bytes, length, reason, DeadReaders);
        CountRefused(1);
    }

    private void CountRefused(int records)
    {
        if (records == 0) return;
        Account.In += records;
        Account.DeadLettered += records;
        CheckLimit(Account.In >= 1000);
    }

    /// <exception cref="InvalidDataException">More bad rows came than max_bad_rows allows.</exception>
    private void CheckLimit(bool shareIsKnown)
    {
        if (_definition.Common.MaxBadRows is not { } limit) return;
        var (bad, all) = (Account.DeadLettered, Account.In);
        if (limit.Count is { } most && bad > most)
            throw new InvalidDataException($"{bad} of {all} rows are bad, max_bad_rows allows {most}");
        if (shareIsKnown && limit.Share is { } share && bad > share * all)
            throw new InvalidDataException($"{bad} of {all} rows are bad, max_bad_rows allows {share:P2}");
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

    /// <summary>Every window fires, then the end goes through.</summary>
    private void End()
    {
        CheckLimit(shareIsKnown: true);
        barriers.Passed(node.Name, Account);
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
