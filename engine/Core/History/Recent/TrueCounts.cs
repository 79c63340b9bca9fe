using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// How many rows of a key up to each one meet a condition, so that those of any span are the difference of two. Counts wrap
/// around; differences do not.
/// </summary>
internal sealed class TrueCounts(EntryColumn condition) : IPlaced
{
    private int[] _upTo = [];

    /// <summary>Of the rows from one index up to another, which is not included.</summary>
    public int Between(in Ring ring, int low, int high)
    {
        if (low >= high) return 0;
        var first = ring.PlaceOf(low);
        return unchecked(_upTo[ring.PlaceOf(high - 1)] - _upTo[first]) + One(first);
    }

    public void Reserve(int places)
    {
        if (places > _upTo.Length) Array.Resize(ref _upTo, places);
    }

    public void Move(int from, int to, int count) => _upTo.AsSpan(from, count).CopyTo(_upTo.AsSpan(to));

    public void Inserted(int key, in Ring ring, int index)
    {
        var place = ring.PlaceOf(index);
        var one = One(place);
        if (index > 0) _upTo[place] = unchecked(_upTo[ring.PlaceOf(index - 1)] + one);
        else _upTo[place] = ring.Count > 1 ? unchecked(_upTo[ring.PlaceOf(1)] - One(ring.PlaceOf(1)) + one) : one;
        if (one == 0) return;
        for (var i = index + 1; i < ring.Count; i++) unchecked { _upTo[ring.PlaceOf(i)]++; }
    }

    private int One(int place) => !condition.IsNull(place) && condition.KeyOf(place) != 0 ? 1 : 0;
}
