using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.Aggregates.States;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Values;

/// <summary>
/// The numbers of one key in order, NaN last, for percentiles that are asked at each row: to add one moves a block of 512 at
/// most, and to find one counts blocks, so that a million numbers of one key cost microseconds a row and not a sort.
/// </summary>
internal struct SortedNumbers : IOwningState<SortedNumbers>
{
    private const int Most = 512;

    // Bits that order as the numbers do.
    private List<Block>? _blocks;
    private int _count;

    public readonly long OwnedBytes => _blocks is null ? 0 : OwnedArray.Bytes(_blocks.Capacity, 2 * sizeof(long)) + (_count * (long)sizeof(ulong));

    public void Add(Column column, int row, long time) =>
        Add(KeyEncoder.OrderedBits(column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row]));

    public void Merge(in SortedNumbers other)
    {
        foreach (var block in other._blocks ?? [])
            foreach (var bits in block.Items) Add(bits);
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.Write(_count);
        foreach (var block in _blocks ?? [])
            foreach (var bits in block.Items) state.Write((long)bits);
    }

    public void Restore(StateReader state)
    {
        for (var left = state.ReadCount(sizeof(long)); left > 0; left--) Add((ulong)state.ReadLong());
    }

    /// <summary>As <see cref="Aggregates.States.Samples.Percentile"/>: at share × (n − 1), linear between neighbours.</summary>
    public static Result<SortedNumbers> Percentile(double share) => (in state, output) =>
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state.At(share * (state._count - 1)));
    };

    private readonly double At(double place)
    {
        var below = (int)Math.Floor(place);
        var share = place - below;
        var low = this[below];
        if (share == 0) return low;
        var high = this[below + 1];
        return low == high ? low : low * (1 - share) + high * share;
    }

    private readonly double this[int rank]
    {
        get
        {
            foreach (var block in _blocks!)
            {
                if (rank < block.Count) return KeyEncoder.FromOrderedBits(block.Items[rank]);
                rank -= block.Count;
            }

            throw new ArgumentOutOfRangeException(nameof(rank));
        }
    }

    private void Add(ulong bits)
    {
        _blocks ??= [new Block()];
        var at = PlaceOf(bits);
        if (_blocks[at].Count == Most)
        {
            _blocks.Insert(at + 1, _blocks[at].Split());
            if (bits >= _blocks[at + 1].Items[0]) at++;
        }

        _blocks[at].Insert(bits);
        _count++;
    }

    /// <summary>The last block that begins at or below the number, or the first.</summary>
    private readonly int PlaceOf(ulong bits)
    {
        var (from, to) = (0, _blocks!.Count - 1);
        while (from < to)
        {
            var middle = (from + to + 1) / 2;
            if (_blocks[middle].Items[0] <= bits) from = middle;
            else to = middle - 1;
        }

        return from;
    }

    private sealed class Block
    {
        private ulong[] _items = new ulong[8];

        public int Count { get; private set; }

        public ReadOnlySpan<ulong> Items => _items.AsSpan(0, Count);

        public void Insert(ulong bits)
        {
            if (Count == _items.Length) Array.Resize(ref _items, 2 * Count);
            var at = Items.BinarySearch(bits);
            if (at < 0) at = ~at;
            Array.Copy(_items, at, _items, at + 1, Count - at);
            _items[at] = bits;
            Count++;
        }

        public Block Split()
        {
            var upper = new Block { _items = new ulong[Most], Count = Count / 2 };
            Count -= upper.Count;
            _items.AsSpan(Count, upper.Count).CopyTo(upper._items);
            return upper;
        }
    }
}
