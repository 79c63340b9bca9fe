using System.Numerics;

namespace StreamGuard.Core.History.Values;

/// <summary>Gives out runs of one array for tables, whose sizes are powers of two; a run given back is used again for a table of its size.</summary>
internal sealed class TableRoom
{
    private const int Smallest = 8;

    private readonly Stack<int>[] _free = [.. Enumerable.Range(0, 32).Select(_ => new Stack<int>())];

    /// <summary>One more than the last place given out so far.</summary>
    public int Used { get; private set; }

    /// <summary>The size of a table for so many values: at most three quarters of its places are taken.</summary>
    public static int For(int values)
    {
        var room = Smallest;
        while (4L * values > 3L * room) room = checked(room * 2);
        return room;
    }

    /// <summary>Where the search for a value begins in a table of <paramref name="mask"/> + 1 places.</summary>
    public static int HomeOf(int value, int mask) => (int)(((uint)value * 2654435769u) >> 7) & mask;

    /// <summary>A run of zeros.</summary>
    /// <returns>Where it begins.</returns>
    public int Take(int room, ref int[] items)
    {
        if (_free[BitOperations.Log2((uint)room)].TryPop(out var start))
        {
            items.AsSpan(start, room).Clear();
            return start;
        }

        start = Used;
        Used = checked(Used + room);
        if (Used > items.Length) Array.Resize(ref items, Math.Max(Used, checked(2 * items.Length)));
        return start;
    }

    public void Give(int start, int room) => _free[BitOperations.Log2((uint)room)].Push(start);
}
