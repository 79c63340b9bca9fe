using System.Numerics;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// Says where the rows of each key lie in arrays that all keys share: in rings whose oldest rows leave at the front. A ring
/// has a power of two of places and begins at a multiple of that (of <see cref="MostAligned"/> where it is larger), so that
/// its rows fall into the same blocks wherever it lies.
/// </summary>
internal sealed class Rings
{
    /// <summary>Blocks of no more than so many rows may rely on where a ring begins.</summary>
    public const int MostAligned = 32 * 1024;

    private readonly Stack<int>[] _free = [.. Enumerable.Range(0, 31).Select(_ => new Stack<int>())];
    private Ring[] _rings = [];

    /// <summary>One more than the largest key's number so far.</summary>
    public int Keys { get; private set; }

    /// <summary>One more than the largest place so far.</summary>
    public int Places { get; private set; }

    public ref Ring this[int key] => ref _rings[key];

    /// <summary>Those of keys next to one another; fewer where the last of them never had rows.</summary>
    public ReadOnlySpan<Ring> Of(int first, int count) => first >= Keys ? [] : _rings.AsSpan(first, Math.Min(count, Keys - first));

    public void EnsureKeys(int keys)
    {
        if (keys > _rings.Length) Array.Resize(ref _rings, Math.Max(keys, 2 * _rings.Length));
        Keys = Math.Max(Keys, keys);
    }

    /// <returns>The first of so many places next to one another.</returns>
    public int Take(int room)
    {
        if (_free[BitOperations.Log2((uint)room)].TryPop(out var start)) return start;
        var aligned = Math.Min(room, MostAligned);
        while ((Places & (aligned - 1)) != 0)
        {
            // What is passed over to begin at a multiple is left for smaller rings.
            var smaller = Places & -Places;
            Give(Places, smaller);
            Places += smaller;
        }

        start = Places;
        Places = checked(Places + room);
        return start;
    }

    public void Give(int start, int room) => _free[BitOperations.Log2((uint)room)].Push(start);
}

/// <summary>The rows of one key.</summary>
internal struct Ring
{
    /// <summary>Its first place.</summary>
    public int Start;

    /// <summary>Its places; a power of two, or 0 before the first row.</summary>
    public int Room;

    /// <summary>Number of the oldest row; rows are numbered on, and numbers wrap around.</summary>
    public int First;

    /// <summary>Rows.</summary>
    public int Count;

    /// <summary>Whether this could be a ring of so many places.</summary>
    public readonly bool LiesWithin(int places) =>
        Room == 0 ? Count == 0 : BitOperations.IsPow2(Room) && Start >= 0 && Start <= places - Room && Count >= 0 && Count <= Room;

    /// <summary>Where the row of an index lies, 0 for the oldest.</summary>
    public readonly int PlaceOf(int index) => Start + ((First + index) & (Room - 1));
}
