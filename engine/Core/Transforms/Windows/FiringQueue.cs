namespace StreamGuard.Core.Transforms.Windows;

/// <summary>
/// Windows by the time when something is to be done about them. An entry of a window that is gone is passed over; one
/// of a session that was prolonged is put back by the caller.
/// </summary>
internal sealed class FiringQueue(WindowGroups groups)
{
    private readonly PriorityQueue<(int Group, int Serial), long> _queue = new();

    public void Add(int group, long at) => _queue.Enqueue((group, groups[group].Serial), at);

    /// <summary>Takes the next window whose time is not after the watermark.</summary>
    public bool TryTake(long watermark, out int group, out long at)
    {
        if (!TryPeek(out group, out at) || at > watermark) return false;
        _queue.Dequeue();
        return true;
    }

    /// <summary>The next window that is not gone, which stays in the queue.</summary>
    public bool TryPeek(out int group, out long at)
    {
        while (_queue.TryPeek(out var entry, out at))
        {
            group = entry.Group;
            if (groups[group].IsUsed && groups[group].Serial == entry.Serial) return true;
            _queue.Dequeue();
        }

        group = -1;
        return false;
    }

    /// <summary>Takes the window that <see cref="TryPeek"/> gave.</summary>
    public void Drop() => _queue.Dequeue();
}
