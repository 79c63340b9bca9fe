using System.Buffers.Binary;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>Sorts groups by key.</summary>
internal static class GroupOrdering
{
    public static void Sort(Span<int> groups, KeyIndex keys)
    {
        // A million keys leave at once: their first bytes side by side sort far faster than keys looked up.
        var ranks = new Rank[groups.Length];
        for (var i = 0; i < groups.Length; i++) ranks[i] = RankOf(keys.Key(groups[i]));
        ranks.AsSpan().Sort(groups);
        for (int from = 0, to; from < groups.Length; from = to)
        {
            to = from + 1;
            while (to < groups.Length && ranks[to] == ranks[from]) to++;
            if (to - from > 1) groups[from..to].Sort(keys.Compare);
        }
    }

    private static Rank RankOf(ReadOnlySpan<byte> key)
    {
        Span<byte> first = stackalloc byte[16];
        first.Clear();
        key[..Math.Min(16, key.Length)].CopyTo(first);
        return new Rank(BinaryPrimitives.ReadUInt64BigEndian(first), BinaryPrimitives.ReadUInt64BigEndian(first[8..]));
    }

    /// <summary>The first 16 bytes of a key; keys that differ only behind them have equal ranks.</summary>
    private readonly record struct Rank(ulong First, ulong Second) : IComparable<Rank>
    {
        public int CompareTo(Rank other) => First != other.First ? First.CompareTo(other.First) : Second.CompareTo(other.Second);
    }
}
