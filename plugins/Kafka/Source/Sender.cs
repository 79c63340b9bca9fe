using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// Hands to the pipeline what partitions have ready, in turns and one at a time. When the pipeline is full it does not
/// wait but says so, since whoever does not ask the client for messages in time is put out of the group. Used by the
/// reading thread only.
/// </summary>
internal sealed class Sender(SourceOutput output, CancellationToken stop)
{
    private readonly Queue<PartitionReader> _line = [];
    private readonly List<PartitionReader> _ahead = [];
    private Task _sending = Task.CompletedTask;
    private PartitionReader? _sent;
    private long _since;

    /// <summary>The pipeline has not yet taken what was sent last.</summary>
    public bool IsFull => !_sending.IsCompleted;

    /// <summary>How long it has been full.</summary>
    public TimeSpan FullFor => IsFull ? TimeSpan.FromMilliseconds(Environment.TickCount64 - _since) : TimeSpan.Zero;

    /// <summary>Something waits for slower partitions.</summary>
    public bool HasAhead => _ahead.Count > 0;

    /// <summary>The partition has something ready.</summary>
    public void Add(PartitionReader partition)
    {
        if (partition.IsInLine || !partition.HasReady) return;
        partition.IsInLine = true;
        _line.Enqueue(partition);
    }

    /// <summary>Sends until nothing is ready any more that need not wait, or the pipeline is full.</summary>
    public void Send()
    {
        if (IsFull) return;
        Settle();
        Rejoin();
        while (_line.TryDequeue(out var partition))
        {
            partition.IsInLine = false;
            if (partition.IsGone || !partition.HasReady || IsTooFarAhead(partition)) continue;
            var sending = partition.SendNextAsync(output, stop);
            Add(partition);
            if (sending.IsCompletedSuccessfully) continue;
            (_sending, _sent, _since) = (sending.AsTask(), partition, Environment.TickCount64);
            if (IsFull) return;
            Settle();
        }
    }

    /// <summary>Waits a while for the pipeline to take what was sent last.</summary>
    public void Wait(TimeSpan atMost)
    {
        try
        {
            _sending.Wait(atMost, CancellationToken.None);
        }
        catch (AggregateException)
        {
            // Told by Settle.
        }
    }

    /// <summary>What was sent last of the partition may still be on its way.</summary>
    public Task UnderWay(PartitionReader partition) => ReferenceEquals(_sent, partition) ? _sending : Task.CompletedTask;

    /// <summary>Takes note of how the last sending ended.</summary>
    /// <exception cref="Exception">It failed.</exception>
    public void Settle()
    {
        var sent = _sending;
        (_sending, _sent) = (Task.CompletedTask, null);
        sent.GetAwaiter().GetResult();
    }

    /// <summary>Rows wait while their partition is too far ahead; its line goes on when it is no longer.</summary>
    private bool IsTooFarAhead(PartitionReader partition)
    {
        if (!partition.IsNextRows) return false;
        var ahead = output.WaitForOthersAsync(partition.Partition, stop);
        partition.Adapt(!ahead.IsCompletedSuccessfully);
        if (ahead.IsCompletedSuccessfully) return false;
        partition.Ahead = ahead.AsTask();
        partition.IsInLine = true;
        _ahead.Add(partition);
        return true;
    }

    private void Rejoin()
    {
        for (var i = _ahead.Count - 1; i >= 0; i--)
        {
            var partition = _ahead[i];
            if (!partition.Ahead.IsCompleted) continue;
            _ahead.RemoveAt(i);
            partition.Ahead.GetAwaiter().GetResult();
            partition.IsInLine = false;
            Add(partition);
        }
    }
}
