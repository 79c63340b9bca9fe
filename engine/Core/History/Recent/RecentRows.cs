using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// The rows of each key that an answer may still read: their event times and the arguments of all calls. Either by event
/// time, equal times as they came, or (<paramref name="isByTime"/> false) as they came.
/// </summary>
internal sealed class RecentRows(bool isByTime)
{
    private const int Smallest = 2;
    private const int WorthShrinking = 16;

    private readonly Rings _rings = new();
    private readonly List<EntryColumn> _columns = [];
    private readonly List<IPlaced> _followers = [];
    private long[] _times = [];

    /// <summary>Rows of all keys.</summary>
    public long Count { get; private set; }

    public int Keys => _rings.Keys;

    public IReadOnlyList<EntryColumn> Columns => _columns;

    public int BytesPerRow => sizeof(long) + _columns.Sum(column => column.BytesEach);

    /// <summary>One more than the largest place so far.</summary>
    public int Places => _rings.Places;

    /// <summary>The rings of keys next to one another.</summary>
    public ReadOnlySpan<Ring> RingsOf(int first, int count) => _rings.Of(first, count);

    public Ring RingOf(int key) => key < _rings.Keys ? _rings[key] : default;

    public int CountOf(int key) => key < _rings.Keys ? _rings[key].Count : 0;

    /// <summary>Event time of the row at a place, microseconds UTC.</summary>
    public long TimeAt(int place) => _times[place];

    /// <summary>Event times of rows next to one another.</summary>
    public ReadOnlySpan<long> Times(int place, int count) => _times.AsSpan(place, count);

    /// <summary>Keeps one more argument of each row.</summary>
    /// <returns>Its place among <see cref="Columns"/>.</returns>
    public int AddColumn(ColumnType type)
    {
        _columns.Add(EntryColumn.For(type));
        return _columns.Count - 1;
    }

    public void Follow(IPlaced follower) => _followers.Add(follower);

    /// <summary>The key's rows that a span covers for a row at a time: indexes from Low up to High, High not included.</summary>
    public (int Low, int High) Find(int key, long time, in RecentSpan span)
    {
        var ring = RingOf(key);
        if (ring.Count == 0) return default;
        if (span.Last.IsRows) return ((int)Math.Max(0, ring.Count - span.Last.Rows), ring.Count);
        var end = Saturating.Subtract(time, span.Before.Microseconds);
        var start = Saturating.Subtract(end, span.Last.Time.Microseconds);
        var high = IndexBehind(ring, end);
        var low = span.IsExclusive ? IndexBehind(ring, start) : start == long.MinValue ? 0 : IndexBehind(ring, start - 1);
        return (Math.Min(low, high), high);
    }

    /// <summary>Adds a row; one that is earlier than some stands before these.</summary>
    /// <param name="key">Number of its key.</param>
    /// <param name="time">Its event time.</param>
    /// <param name="arguments">A column each of <see cref="Columns"/>.</param>
    /// <param name="row">Its row there.</param>
    public void Add(int key, long time, ReadOnlySpan<Column> arguments, int row)
    {
        _rings.EnsureKeys(key + 1);
        ref var ring = ref _rings[key];
        if (ring.Count == ring.Room) Resize(ref ring, Math.Max(Smallest, checked(2 * ring.Room)));
        var index = isByTime ? IndexBehind(ring, time) : ring.Count;
        ring.Count++;
        Count++;
        if (index < ring.Count - 1) OpenGap(ring, index);
        var place = ring.PlaceOf(index);
        _times[place] = time;
        for (var i = 0; i < _columns.Count; i++) _columns[i].Set(place, arguments[i], row);
        foreach (var follower in _followers) follower.Inserted(key, ring, index);
    }

    /// <summary>Gives up the key's rows before a time; only of rows by event time.</summary>
    public void DropBefore(int key, long time)
    {
        var ring = RingOf(key);
        if (ring.Count == 0 || _times[ring.PlaceOf(0)] >= time) return;
        Drop(key, IndexBehind(ring, time - 1));
    }

    /// <summary>Gives up all but so many of the key's newest rows.</summary>
    public void Keep(int key, long most)
    {
        if (CountOf(key) > most) Drop(key, (int)(CountOf(key) - most));
    }

    /// <summary>Gives up all rows of a key.</summary>
    public void Clear(int key)
    {
        if (CountOf(key) > 0) Drop(key, CountOf(key));
    }

    private void Drop(int key, int count)
    {
        ref var ring = ref _rings[key];
        foreach (var follower in _followers) follower.Dropping(key, ring, count);
        foreach (var column in _columns)
            for (var i = 0; i < count; i++) column.Leave(ring.PlaceOf(i));
        ring.First = unchecked(ring.First + count);
        ring.Count -= count;
        Count -= count;
        if (ring.Count == 0)
        {
            _rings.Give(ring.Start, ring.Room);
            ring = default;
        }
        else if (ring.Room >= WorthShrinking && ring.Count <= ring.Room / 8) Resize(ref ring, ring.Room / 4);
    }

    /// <summary>How many rows of the ring have a time up to this one, that is where one of this time belongs.</summary>
    private int IndexBehind(in Ring ring, long time)
    {
        if (ring.Count == 0 || _times[ring.PlaceOf(ring.Count - 1)] <= time) return ring.Count;
        var (from, to) = (0, ring.Count - 1);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (_times[ring.PlaceOf(middle)] <= time) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    private void Resize(ref Ring ring, int room)
    {
        var moved = ring;
        (moved.Start, moved.Room) = (_rings.Take(room), room);
        if (_rings.Places > _times.Length) Reserve();
        for (var done = 0; done < ring.Count;)
        {
            var (from, to) = (ring.PlaceOf(done), moved.PlaceOf(done));
            var count = Math.Min(ring.Count - done, Math.Min(ring.Start + ring.Room - from, moved.Start + moved.Room - to));
            Move(from, to, count);
            done += count;
        }

        if (ring.Room > 0) _rings.Give(ring.Start, ring.Room);
        ring = moved;
    }

    /// <summary>Moves the rows from an index on by one.</summary>
    private void OpenGap(in Ring ring, int index)
    {
        for (var last = ring.Count - 1; last > index;)
        {
            var (from, to) = (ring.PlaceOf(last - 1), ring.PlaceOf(last));
            var count = Math.Min(last - index, Math.Min(from - ring.Start + 1, to - ring.Start + 1));
            Move(from - count + 1, to - count + 1, count);
            last -= count;
        }
    }

    private void Move(int from, int to, int count)
    {
        _times.AsSpan(from, count).CopyTo(_times.AsSpan(to));
        foreach (var column in _columns) column.Move(from, to, count);
        foreach (var follower in _followers) follower.Move(from, to, count);
    }

    private void Reserve()
    {
        Array.Resize(ref _times, (int)Math.Min(Array.MaxLength, Math.Max(_rings.Places, 2L * _times.Length)));
        foreach (var column in _columns) column.Reserve(_times.Length);
        foreach (var follower in _followers) follower.Reserve(_times.Length);
    }
}
