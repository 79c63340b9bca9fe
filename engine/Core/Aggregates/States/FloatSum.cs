using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// A compensated sum: what rounding loses at each addition is kept and added at the end, so that the order of rows
/// does not matter beyond the last digit. After Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen" (1974), with the loss taken by Knuth's TwoSum, which needs no branch.
/// </summary>
internal struct FloatSum : IValueState<FloatSum, double>
{
    private long _count;
    private double _sum;
    private double _lost;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        _count++;
        Grow(value);
    }

    public void Merge(in FloatSum other)
    {
        var lost = other._lost;
        _count += other._count;
        Grow(other._sum);
        _lost += lost;
    }

    public static void Sum(in FloatSum state, ColumnBuilder output)
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state.Total);
    }

    public static void Mean(in FloatSum state, ColumnBuilder output)
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state.Average);
    }

    /// <summary>An infinity or NaN makes what was lost meaningless; the plain sum then says what it must.</summary>
    private readonly double Total => double.IsFinite(_sum) ? _sum + _lost : _sum;

    /// <summary>The quotient corrected by its remainder, so that the mean of equal values is that value.</summary>
    private readonly double Average
    {
        get
        {
            var mean = _sum / _count;
            return double.IsFinite(mean) ? mean + (Math.FusedMultiplyAdd(-mean, _count, _sum) + _lost) / _count : mean;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Grow(double value)
    {
        var sum = _sum + value;
        var part = sum - _sum;
        _lost += (_sum - (sum - part)) + (value - part);
        _sum = sum;
    }
}
