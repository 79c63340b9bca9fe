using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// How many numbers of a cell fall into each of many buckets, for percentiles within 1 % in bounded memory: DDSketch (Masson,
/// Rim, Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", 2019). A bucket ends
/// 2 % above where it begins, and all its numbers are read as one that is less than 1 % away from each of them.
/// </summary>
/// <remarks>
/// A cell keeps its <see cref="MostBuckets"/> highest buckets that have a number; those of lower ones are counted in the lowest
/// kept. So what a cell holds depends on its numbers alone, not on their order or on what was merged when.
/// </remarks>
internal struct Sketch : IOwningState<Sketch>
{
    /// <summary>Buckets of a cell: side by side they span a factor of 4e17.</summary>
    public const int MostBuckets = 2048;

    /// <summary>What a cell comes to at most; one of values that lie close together takes a tenth of it.</summary>
    public const int MostBytes = MostBuckets * (sizeof(int) + sizeof(long));

    // Buckets are numbered in the order of their numbers: negative ones, zero, positive ones; NaN comes last.
    private const int NotANumber = int.MaxValue;
    private const int Infinity = int.MaxValue - 1;
    private const int Zero = 0;

    /// <summary>The bucket of numbers up to 1; those of the smallest positive numbers are still above <see cref="Zero"/>.</summary>
    private const int One = 40_000;

    private const double Growth = 1.02;
    private static readonly double LogOfGrowth = Math.Log(Growth);

    /// <summary>From the upper end of a bucket to the number that is as far from both ends, relatively.</summary>
    private static readonly double LogOfMiddle = Math.Log(2 / (Growth + 1));

    private int[]? _keys;
    private long[]? _counts;
    private int _buckets;

    public static bool KeepsMerged => true;

    public readonly long OwnedBytes => _keys is null ? 0 : OwnedArray.Bytes(_keys.Length, sizeof(int)) + OwnedArray.Bytes(_counts!.Length, sizeof(long));

    public void Add(Column column, int row, long time)
    {
        var key = KeyOf(column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row]);
        var place = _keys.AsSpan(0, _buckets).BinarySearch(key);
        if (place >= 0) _counts![place]++;
        else if (_buckets < MostBuckets) Insert(~place, key);
        else if (~place == 0) _counts![0]++;
        else InsertAboveLowest(~place, key);
    }

    public void Merge(in Sketch other)
    {
        if (other._buckets == 0) return;
        var room = Math.Min(MostBuckets, _buckets + other._buckets);
        var (keys, counts) = (Buffers.Rent<int>(room), Buffers.Rent<long>(room));
        var (own, its, lowest) = (_buckets - 1, other._buckets - 1, room);
        while (own >= 0 || its >= 0)
        {
            var key = Math.Max(own < 0 ? int.MinValue : _keys![own], its < 0 ? int.MinValue : other._keys![its]);
            var count = 0L;
            if (own >= 0 && _keys![own] == key) count += _counts![own--];
            if (its >= 0 && other._keys![its] == key) count += other._counts![its--];
            if (lowest == 0) counts[0] += count;
            else (keys[--lowest], counts[lowest]) = (key, count);
        }

        keys.AsSpan(lowest, room - lowest).CopyTo(keys);
        counts.AsSpan(lowest, room - lowest).CopyTo(counts);
        Clear();
        (_keys, _counts, _buckets) = (keys, counts, room - lowest);
    }

    public void Clear()
    {
        Buffers.Return(_keys);
        Buffers.Return(_counts);
        (_keys, _counts, _buckets) = (null, null, 0);
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.WriteArray<int>(_keys.AsSpan(0, _buckets));
        state.WriteArray<long>(_counts.AsSpan(0, _buckets));
    }

    public void Restore(StateReader state)
    {
        var (keys, counts) = (state.ReadArray<int>(), state.ReadArray<long>());
        StateReader.Check(keys.Length == counts.Length && keys.Length <= MostBuckets, "a sketch has other counts than buckets, or too many");
        if (keys.Length == 0) return;
        (_keys, _counts, _buckets) = (Buffers.Rent<int>(keys.Length), Buffers.Rent<long>(keys.Length), keys.Length);
        keys.CopyTo(_keys.AsSpan());
        counts.CopyTo(_counts.AsSpan());
    }

    /// <summary>The value at place share × (n − 1) of the sorted ones, linear between its neighbours, as <see cref="Samples.Percentile"/> has it exactly.</summary>
    public static Result<Sketch> Percentile(double share) => (in state, output) =>
    {
        var total = 0L;
        foreach (var count in state._counts.AsSpan(0, state._buckets)) total += count;
        if (total == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state.At(share * (total - 1)));
    };

    private readonly double At(double place)
    {
        var below = (long)Math.Floor(place);
        var share = place - below;
        var low = Sorted(below);
        if (share == 0) return low;
        var high = Sorted(below + 1);
        return low == high ? low : low * (1 - share) + high * share;
    }

    private readonly double Sorted(long place)
    {
        var bucket = 0;
        while (bucket < _buckets - 1 && place >= _counts![bucket]) place -= _counts[bucket++];
        return ValueOf(_keys![bucket]);
    }

    private static int KeyOf(double value) => value switch
    {
        0 => Zero,
        double.PositiveInfinity => Infinity,
        > 0 => One + (int)Math.Ceiling(Math.Log(value) / LogOfGrowth),
        < 0 => -KeyOf(-value),
        _ => NotANumber,
    };

    private static double ValueOf(int key) => key switch
    {
        Zero => 0,
        NotANumber => double.NaN,
        Infinity => double.PositiveInfinity,
        > 0 => Math.Min(double.MaxValue, Math.Exp(((key - One) * LogOfGrowth) + LogOfMiddle)),
        _ => -ValueOf(-key),
    };

    private void Insert(int place, int key)
    {
        (_keys, _counts) = (_keys ?? [], _counts ?? []);
        if (_buckets == _keys.Length) Buffers.Grow(ref _keys, _buckets, _buckets + 1);
        if (_buckets == _counts.Length) Buffers.Grow(ref _counts, _buckets, _buckets + 1);
        _keys.AsSpan(place, _buckets - place).CopyTo(_keys.AsSpan(place + 1));
        _counts.AsSpan(place, _buckets - place).CopyTo(_counts.AsSpan(place + 1));
        (_keys[place], _counts[place]) = (key, 1);
        _buckets++;
    }

    /// <summary>Makes room by counting the lowest bucket in the next one, which may be the new one.</summary>
    private readonly void InsertAboveLowest(int place, int key)
    {
        var lowest = _counts![0];
        _keys.AsSpan(1, place - 1).CopyTo(_keys);
        _counts.AsSpan(1, place - 1).CopyTo(_counts);
        (_keys![place - 1], _counts[place - 1]) = (key, 1);
        _counts[0] += lowest;
    }
}
