using System.Runtime.InteropServices;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Windows by the time when they are due, those of one time in a list that runs through the windows.</summary>
internal sealed class DueLists(WindowGroups groups)
{
    private readonly PriorityQueue<long, long> _times = new();
    private readonly Dictionary<long, int> _first = [];

    public void Add(int group, long at)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, at, out var isKnown);
        if (!isKnown) _times.Enqueue(at, at);
        groups[group].Next = isKnown ? first : -1;
        first = group;
    }

    /// <summary>Moves the windows whose time is not after the watermark to a list.</summary>
    public void TakeUntil(long watermark, List<int> due)
    {
        while (_times.TryPeek(out _, out var at) && at <= watermark)
        {
            _times.Dequeue();
            _first.Remove(at, out var first);
            for (var group = first; group >= 0; group = groups[group].Next) due.Add(group);
        }
    }
}
