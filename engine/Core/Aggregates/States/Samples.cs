using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>All numbers of a cell, for exact percentiles; sorted when asked, NaN last.</summary>
internal struct Samples : IOwningState<Samples>
{
    private double[]? _values;
    private int _count;

    public readonly long OwnedBytes => _values is null ? 0 : OwnedArray.Bytes(_values.Length, sizeof(double));

    public void Add(Column column, int row, long time)
    {
        if (_values is null || _count == _values.Length) Reserve(_count + 1);
        _values![_count++] = column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row];
    }

    public void Merge(in Samples other)
    {
        Reserve(_count + other._count);
        other._values.AsSpan(0, other._count).CopyTo(_values.AsSpan(_count));
        _count += other._count;
    }

    public void Clear()
    {
        Buffers.Return(_values);
        _values = null;
    }

    public readonly void Save(ref GatheredWriter state) => state.WriteArray<double>(_values.AsSpan(0, _count));

    public void Restore(StateReader state)
    {
        var count = state.ReadCount(sizeof(double));
        if (count == 0) return;
        Reserve(count);
        state.ReadItems(_values.AsSpan(0, count));
        _count = count;
    }

    /// <summary>
    /// The value at place share × (n − 1) of the sorted ones, linear between its neighbours: Spark's and SQL's
    /// percentile_cont.
    /// </summary>
    public static Result<Samples> Percentile(double share) => (in state, output) =>
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state.At(share * (state._count - 1)));
    };

    private readonly double At(double place)
    {
        // Sorting in place is not seen from outside: the order of samples carries no meaning.
        var values = _values.AsSpan(0, _count);
        values.Sort();
        var below = (int)Math.Floor(place);
        var share = place - below;
        var low = Sorted(values, below);
        if (share == 0) return low;
        var high = Sorted(values, below + 1);
        return low == high ? low : low * (1 - share) + high * share;
    }

    // .NET sorts NaN first; this reads as if it stood last.
    private static double Sorted(ReadOnlySpan<double> values, int place)
    {
        var missing = 0;
        while (missing < values.Length && double.IsNaN(values[missing])) missing++;
        return values[(place + missing) % values.Length];
    }

    private void Reserve(int count)
    {
        _values ??= [];
        if (count > _values.Length) Buffers.Grow(ref _values, _count, count);
    }
}
