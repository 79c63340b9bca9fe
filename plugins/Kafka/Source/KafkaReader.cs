using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;
using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// Reads in a thread of its own. It stays a member of the group after it has read all or was told to stop, until the
/// last epoch is committed and the run is over.
/// </summary>
internal sealed class KafkaReader : IAsyncDisposable
{
    private readonly ReaderSetup _setup;
    private readonly SourceOutput _output;
    private readonly CancellationTokenSource _stop = new();
    private readonly OffsetCommits _commits = new();
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PartitionSet _partitions;
    private readonly Troubles _troubles;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyDictionary<string, long> _ends;
    private volatile Reading? _reading;
    private volatile bool _isClosing;
    private bool _isDisposed;

    public KafkaReader(ReaderSetup setup, SourceOutput output)
    {
        (_setup, _output, _ends) = (setup, output, setup.SavedEnds);
        _partitions = new PartitionSet(output, setup.Columns);
        _troubles = new Troubles(output, setup.Options.Brokers);
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka {setup.Source}" };
    }

    /// <summary>Where a bounded read ends, by partition, once that is settled.</summary>
    public IReadOnlyDictionary<string, long> Ends => _ends;

    /// <summary>Reads until everything is read or it is told to stop.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        _thread.Start();
        using var registration = stop.Register(_stop.Cancel);
        await _read.Task.ConfigureAwait(false);
    }

    /// <summary>Commits what has gone through all sinks, or gives it to the transaction of the cluster's sinks.</summary>
    /// <param name="epoch">What is complete.</param>
    /// <param name="positions">Behind the last row of each partition.</param>
    public void Commit(long epoch, IReadOnlyDictionary<string, long> positions)
    {
        if (_reading is not { } reading || _setup.Options.IsSlice) return;
        List<TopicPartitionOffset> offsets = [.. _partitions.All.Select(partition => new TopicPartitionOffset(partition.Place, PositionOf(partition, positions)))];
        if (_setup.Options.Start.IsLastRun && !IsAtEnd(offsets)) return;
        var cluster = KafkaCluster.Of(_output.Run, _setup.Options);
        if (cluster.IsTransactional && cluster.TakeOffsets(epoch, _setup.Source, new SourceOffsets(reading.Fence.Metadata, offsets, reading.Fence.RequireMember, () => _commits.Done(offsets)))) return;

        offsets.RemoveAll(each => _commits.Of(each.TopicPartition) == each.Offset.Value);
        if (offsets.Count > 0) Commit(reading.Consumer, offsets);
    }

    /// <summary>No transaction is given what it has read any more, and its group goes on without it.</summary>
    public async Task LeaveAsync()
    {
        await KafkaCluster.Of(_output.Run, _setup.Options).ForgetAsync(_setup.Source).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _isClosing = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0) await _closed.Task.ConfigureAwait(false);
        _stop.Dispose();
    }

    // A partition that came back after another host had it is further than when it was last read here.
    private static long PositionOf(PartitionReader partition, IReadOnlyDictionary<string, long> positions) =>
        Math.Max(partition.Start, positions.GetValueOrDefault(partition.Partition.Name, partition.Start));

    private bool IsAtEnd(List<TopicPartitionOffset> offsets) =>
        offsets.Count == _ends.Count && offsets.All(each => each.Offset.Value >= _ends[PartitionSet.NameOf(each.TopicPartition)]);

    private void Commit(IConsumer<MessageKey, MessageValue> consumer, List<TopicPartitionOffset> offsets)
    {
        try
        {
            using var held = InUse.Of(consumer);
            // The generation of the group goes with them: a host that was put out of it commits nothing.
            consumer.Commit(offsets);
            _commits.Done(offsets);
            _troubles.Passed();
        }
        catch (KafkaException cause)
        {
            // The next epoch commits more; rows since the last commit come again if there is none.
            _troubles.Waits(cause.Error);
        }
    }

    private void Run()
    {
        try
        {
            var settings = ConsumerSettings.Of(_setup.Options, _output.Run, _setup.Source, _setup.Columns.Fields, _output.IdleAfter);
            using var reading = new Reading(_setup, _output, settings, _partitions, _commits, _troubles, _stop.Token);
            _reading = reading;
            Read(reading);
            reading.Stay(() => _isClosing);
        }
        catch (Exception cause)
        {
            _read.TrySetException(cause);
        }
        finally
        {
            _reading = null;
            _closed.SetResult();
        }
    }

    private void Read(Reading reading)
    {
        try
        {
            if (reading.Begin() is { } ends) _ends = ends;
            while (!_stop.IsCancellationRequested && !reading.IsDone) reading.Step();
            reading.Finish();
            _read.TrySetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _read.TrySetResult();
        }
        catch (Exception cause)
        {
            _read.TrySetException(cause);
        }
    }
}
