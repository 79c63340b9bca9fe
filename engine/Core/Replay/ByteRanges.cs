namespace StreamGuard.Core.Replay;

/// <summary>Parts of a file, each from its first byte to behind its last; neighbours are one.</summary>
internal sealed class ByteRanges
{
    private readonly SortedList<long, long> _ranges = [];

    public ByteRanges(IEnumerable<long[]>? ranges = null)
    {
        foreach (var range in ranges ?? []) Add(range[0], range[1]);
    }

    /// <summary>Each as its two ends.</summary>
    public IReadOnlyList<long[]> All => [.. _ranges.Select(range => (long[])[range.Key, range.Value])];

    public void Add(long from, long to)
    {
        var at = Before(from);
        if (at >= 0 && _ranges.Values[at] >= from)
        {
            from = _ranges.Keys[at];
            to = Math.Max(to, _ranges.Values[at]);
            _ranges.RemoveAt(at);
            at--;
        }

        while (at + 1 < _ranges.Count && _ranges.Keys[at + 1] <= to)
        {
            to = Math.Max(to, _ranges.Values[at + 1]);
            _ranges.RemoveAt(at + 1);
        }

        _ranges.Add(from, to);
    }

    public bool Contains(long place) => Before(place) is >= 0 and var at && place < _ranges.Values[at];

    /// <summary>Number of the last range that begins at a place or before it; -1 where there is none.</summary>
    private int Before(long place)
    {
        var (low, high) = (0, _ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges.Keys[middle] <= place) low = middle + 1;
            else high = middle - 1;
        }

        return high;
    }
}
