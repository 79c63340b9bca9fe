namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>How many groups have each count, counts ascending: far fewer than groups, as a rule.</summary>
internal sealed class Ladder
{
    private long[] _counts = new long[4];
    private long[] _groups = new long[4];
    private int _used;

    public ReadOnlySpan<long> Counts => _counts.AsSpan(0, _used);

    /// <summary>How many groups have the count at the same place.</summary>
    public ReadOnlySpan<long> Groups => _groups.AsSpan(0, _used);

    public static Ladder Of(ReadOnlySpan<long> counts)
    {
        var ladder = new Ladder();
        var sorted = counts.ToArray();
        Array.Sort(sorted);
        foreach (var count in sorted)
        {
            if (ladder._used == 0 || ladder._counts[ladder._used - 1] != count) ladder.Insert(ladder._used, count);
            ladder._groups[ladder._used - 1]++;
        }

        return ladder;
    }

    /// <summary>A group that had so many rows, 0 for a new one, has one more.</summary>
    public void Climb(long count)
    {
        var at = Array.BinarySearch(_counts, 0, _used, count);
        var above = at < 0 ? ~at : at + 1;
        if (above == _used || _counts[above] != count + 1) Insert(above, count + 1);
        _groups[above]++;
        if (at >= 0 && --_groups[at] == 0) Remove(at);
    }

    private void Insert(int at, long count)
    {
        if (_used == _counts.Length)
        {
            Array.Resize(ref _counts, 2 * _used);
            Array.Resize(ref _groups, 2 * _used);
        }

        _counts.AsSpan(at, _used - at).CopyTo(_counts.AsSpan(at + 1));
        _groups.AsSpan(at, _used - at).CopyTo(_groups.AsSpan(at + 1));
        (_counts[at], _groups[at]) = (count, 0);
        _used++;
    }

    private void Remove(int at)
    {
        _counts.AsSpan(at + 1, _used - at - 1).CopyTo(_counts.AsSpan(at));
        _groups.AsSpan(at + 1, _used - at - 1).CopyTo(_groups.AsSpan(at));
        _used--;
    }
}
