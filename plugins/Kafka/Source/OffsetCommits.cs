using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>The offsets that have been committed for this host, for whoever must wait until they are. Safe for any thread.</summary>
internal sealed class OffsetCommits
{
    private readonly object _gate = new();
    private readonly Dictionary<TopicPartition, long> _done = [];

    /// <summary>The last offset committed; -1 when there was none.</summary>
    public long Of(TopicPartition partition)
    {
        lock (_gate) return _done.GetValueOrDefault(partition, -1);
    }

    public void Done(IEnumerable<TopicPartitionOffset> offsets)
    {
        lock (_gate)
        {
            foreach (var each in offsets) _done[each.TopicPartition] = each.Offset.Value;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until each partition is committed up to an offset; false when that took too long.</summary>
    public bool WaitFor(IReadOnlyCollection<(TopicPartition Partition, long Offset)> wanted, TimeSpan atMost, CancellationToken stop)
    {
        var until = Environment.TickCount64 + (long)atMost.TotalMilliseconds;
        using var woken = stop.Register(() =>
        {
            lock (_gate) Monitor.PulseAll(_gate);
        });
        lock (_gate)
        {
            while (wanted.Any(each => _done.GetValueOrDefault(each.Partition, -1) < each.Offset))
            {
                var left = until - Environment.TickCount64;
                if (left <= 0 || stop.IsCancellationRequested) return false;
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }
        }

        return true;
    }
}
