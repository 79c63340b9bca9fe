using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Sorts windows by end, then key.</summary>
internal sealed class FiringOrder(WindowGroups groups)
{
    private Rank[] _ranks = [];

    public void Sort(List<int> windows)
    {
        if (windows.Count < 2) return;
        // A hundred thousand keys leave at once: their first bytes side by side sort far faster than keys looked up.
        if (_ranks.Length < windows.Count) _ranks = new Rank[Math.Max(windows.Count, 2 * _ranks.Length)];
        var numbers = CollectionsMarshal.AsSpan(windows);
        var ranks = _ranks.AsSpan(0, numbers.Length);
        for (var i = 0; i < numbers.Length; i++) ranks[i] = RankOf(numbers[i]);
        ranks.Sort(numbers);
        for (int from = 0, to; from < numbers.Length; from = to)
        {
            to = from + 1;
            while (to < numbers.Length && ranks[to] == ranks[from]) to++;
            if (to - from > 1) numbers[from..to].Sort(groups.CompareKeys);
        }
    }

    private Rank RankOf(int group)
    {
        Span<byte> first = stackalloc byte[16];
        first.Clear();
        var key = groups.Keys.Key(groups[group].Key);
        key[..Math.Min(16, key.Length)].CopyTo(first);
        return new Rank(groups[group].End, BinaryPrimitives.ReadUInt64BigEndian(first), BinaryPrimitives.ReadUInt64BigEndian(first[8..]));
    }

    /// <summary>The end and the first 16 bytes of the key; keys that differ only behind them have equal ranks.</summary>
    private readonly record struct Rank(long End, ulong First, ulong Second) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            if (End != other.End) return End < other.End ? -1 : 1;
            if (First != other.First) return First < other.First ? -1 : 1;
            return Second.CompareTo(other.Second);
        }
    }
}
