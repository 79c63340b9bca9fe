using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Takes the items of one source in order, one at a time: counts rows, sends bad records to the dead letters, follows the
/// event time of each partition, and hands rows and signals to the operators fused behind the source.
/// </summary>
internal sealed class SourceSequencer(PlanNode node, Stage stage, DeadLetterWriter deadLetters, bool isBounded, TimeProvider clock)
{
    private readonly SourceDefinition _definition = (SourceDefinition)node.Definition;
    private readonly int _timeColumn = node.Schema.EventTime is { } time ? node.Schema.IndexOf(time) : -1;
    private readonly WatermarkTracker? _tracker = ((SourceDefinition)node.Definition).EventTime is { } options ? new WatermarkTracker(options, isBounded, clock) : null;
    private readonly PerValuePartitions? _perValue = ((SourceDefinition)node.Definition).EventTime is { Per: { } per } ? new PerValuePartitions(node.Schema.IndexOf(per)) : null;
    private readonly List<ReadPartition> _partitions = [];
    private TaskCompletionSource _step = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _idleSent;

    public Account Account { get; } = new();

    public List<IReceiver> Readers { get; } = [];

    public List<IReceiver> DeadReaders { get; } = [];

    public long Watermark => _tracker?.Watermark ?? long.MinValue;

    public bool HasEnded { get; private set; }

    public bool NeedsTicks => _tracker is not null && _definition.EventTime!.IdleAfter is not null;

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

    public ReadPartition Open(string name)
    {
        var partition = new ReadPartition(name, position: 0, _perValue is null ? _tracker?.Add(name) : null);
        lock (_partitions) _partitions.Add(partition);
        return partition;
    }

    public bool IsAhead(ReadPartition partition) => partition.Tracked is { } tracked && _tracker!.IsAhead(tracked);

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
                CaughtUp(item.Partition!);
                break;
            case SourceItemKind.Finished:
                if (item.Partition!.Tracked is { } tracked) tracked.Finished = true;
                break;
            case SourceItemKind.Tick:
                _tracker?.Tick();
                break;
            case SourceItemKind.Barrier:
                if (!HasEnded) Send(Message.Barrier(item.Value));
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
            deadLetters.Write(node.Name, partition.Name, item.Chunk!.Position + bad.Start, item.Chunk.Bytes.Slice(bad.Start, bad.Length), bad.Length, bad.Reason, DeadReaders);
        CountRefused(item.BadRecords.Count);
        if (item.Batch is not { Rows: > 0 } batch) return;

        Account.In += batch.Rows;
        Account.Passed += batch.Rows;
        Account.Out += batch.Rows;
        Observe(partition, batch);
        foreach (var reader in Readers) reader.Receive(Message.Of(batch));
    }

    private void Refuse(SourceItem item)
    {
        var (bytes, length, reason) = item.Refused!.Value;
        // It stood behind all that was read before it; a line's end lies between its length and the next position.
        var position = item.Partition!.Sequenced;
        item.Partition.Sequenced = item.Value;
        deadLetters.Write(node.Name, item.Partition.Name, position, bytes, length, reason, DeadReaders);
        CountRefused(1);
    }

    private void CountRefused(int records)
    {
        if (records == 0) return;
        Account.In += records;
        Account.DeadLettered += records;
        if (Account.In >= 1000) CheckLimit();
    }

    /// <exception cref="InvalidDataException">More bad rows came than max_bad_rows allows.</exception>
    private void CheckLimit()
    {
        if (_definition.Common.MaxBadRows is not { } limit) return;
        var (bad, all) = (Account.DeadLettered, Account.In);
        if (limit.Count is { } most && bad > most)
            throw new InvalidDataException($"{bad} of {all} rows are bad, max_bad_rows allows {most}");
        if (limit.Share is { } share && bad > share * all)
            throw new InvalidDataException($"{bad} of {all} rows are bad, max_bad_rows allows {share:P2}");
    }

    private void Observe(ReadPartition partition, Batch batch)
    {
        if (_tracker is null) return;
        if (_perValue is { } perValue) perValue.Observe(batch, _timeColumn, _tracker);
        else _tracker.Observe(partition.Tracked!, EventTimes.Greatest((FixedColumn<long>)batch[_timeColumn]));
    }

    private void CaughtUp(ReadPartition partition)
    {
        if (partition.Tracked is { } tracked) tracked.CaughtUp = true;
        _perValue?.CaughtUp();
    }

    private void FollowWatermark()
    {
        if (_tracker is null) return;
        if (_tracker.Raise()) Send(Message.Watermark(_tracker.Watermark));
        if (_tracker.AllIdle != _idleSent)
        {
            _idleSent = _tracker.AllIdle;
            if (_idleSent) Send(Message.Idle);
        }

        Interlocked.Exchange(ref _step, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Every window fires, then the end goes through.</summary>
    private void End()
    {
        CheckLimit();
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
