using System.Runtime.InteropServices;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// How often each value stands among the rows of a key that a span covers. Where they are many the counts are kept from one
/// answer to the next, and rows enter and leave; few are counted anew, so that most keys need nothing.
/// </summary>
internal sealed class ValueCounts : IPlaced
{
    private const int FewRows = 24;

    private readonly RecentRows _rows;
    private readonly EntryColumn _values;
    private readonly Dictionary<(int Key, long Value), int> _counts = [];
    private Covered[] _covered = [];

    public ValueCounts(RecentRows rows, EntryColumn values)
    {
        (_rows, _values) = (rows, values);
        rows.Follow(this);
    }

    /// <summary>How many different values there are among these rows, nulls left out.</summary>
    public int Distinct(int key, int low, int high)
    {
        if (Cover(key, low, high)) return _covered[key].Distinct;
        var ring = _rows.RingOf(key);
        Span<long> seen = stackalloc long[FewRows];
        var distinct = 0;
        for (var i = low; i < high; i++)
        {
            var place = ring.PlaceOf(i);
            if (_values.IsNull(place)) continue;
            var value = _values.KeyOf(place);
            if (!seen[..distinct].Contains(value)) seen[distinct++] = value;
        }

        return distinct;
    }

    /// <summary>How many of these rows have a value, and how many have this one.</summary>
    public (int Rows, int Same) Of(int key, int low, int high, long value)
    {
        if (Cover(key, low, high)) return (_covered[key].Values, _counts.GetValueOrDefault((key, value)));
        var ring = _rows.RingOf(key);
        var (rows, same) = (0, 0);
        for (var i = low; i < high; i++)
        {
            var place = ring.PlaceOf(i);
            if (_values.IsNull(place)) continue;
            rows++;
            if (_values.KeyOf(place) == value) same++;
        }

        return (rows, same);
    }

    public void Inserted(int key, in Ring ring, int index)
    {
        if (key >= _covered.Length) return;
        ref var covered = ref _covered[key];
        if (covered.High == 0 || index >= covered.High) return;
        covered.High++;
        if (index > covered.Low) Enter(key, ref covered, ring.PlaceOf(index));
        else covered.Low++;
    }

    public void Dropping(int key, in Ring ring, int count)
    {
        if (key >= _covered.Length) return;
        ref var covered = ref _covered[key];
        if (covered.High == 0) return;
        MoveTo(key, ref covered, ring, Math.Max(covered.Low, count), Math.Max(covered.High, count));
        covered.Low -= count;
        covered.High -= count;
    }

    /// <summary>Makes the counts those of these rows; false, and no counts are kept, where they are few.</summary>
    private bool Cover(int key, int low, int high)
    {
        var isFew = high - low <= FewRows;
        if (key >= _covered.Length)
        {
            if (isFew) return false;
            Array.Resize(ref _covered, Math.Max(key + 1, 2 * _covered.Length));
        }

        ref var covered = ref _covered[key];
        if (isFew && covered.High == 0) return false;
        var ring = _rows.RingOf(key);
        MoveTo(key, ref covered, ring, low, isFew ? low : high);
        if (isFew) covered = default;
        return !isFew;
    }

    private void MoveTo(int key, ref Covered covered, in Ring ring, int low, int high)
    {
        if (low >= covered.High || high <= covered.Low)
        {
            while (covered.Low < covered.High) Exit(key, ref covered, ring.PlaceOf(covered.Low++));
            (covered.Low, covered.High) = (low, low);
        }

        while (covered.High < high) Enter(key, ref covered, ring.PlaceOf(covered.High++));
        while (covered.Low > low) Enter(key, ref covered, ring.PlaceOf(--covered.Low));
        while (covered.High > high) Exit(key, ref covered, ring.PlaceOf(--covered.High));
        while (covered.Low < low) Exit(key, ref covered, ring.PlaceOf(covered.Low++));
    }

    private void Enter(int key, ref Covered covered, int place)
    {
        if (_values.IsNull(place)) return;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (key, _values.KeyOf(place)), out _);
        if (count++ == 0) covered.Distinct++;
        covered.Values++;
    }

    private void Exit(int key, ref Covered covered, int place)
    {
        if (_values.IsNull(place)) return;
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, (key, _values.KeyOf(place)));
        covered.Values--;
        if (--count > 0) return;
        covered.Distinct--;
        _counts.Remove((key, _values.KeyOf(place)));
    }

    /// <summary>The rows whose values are counted, and what they come to; High is 0 where none are.</summary>
    private struct Covered
    {
        public int Low;
        public int High;
        public int Distinct;
        public int Values;
    }
}
