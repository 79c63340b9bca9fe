using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// Mean and sum of squared distances from it, kept by Welford's recurrence ("Note on a method for calculating
/// corrected sums of squares and products", 1962) and merged after Chan, Golub and LeVeque (1979). Equal values have
/// a variance of exactly 0.
/// </summary>
internal struct Moments : IValueState<Moments, double>, IValueState<Moments, long>
{
    private long _count;
    private double _mean;
    private double _squares;

    public readonly long Count => _count;

    public readonly double Mean => _mean;

    /// <summary>Sample standard deviation; NaN below two values.</summary>
    public readonly double StandardDeviation => _count < 2 ? double.NaN : Math.Sqrt(_squares / (_count - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        var distance = value - _mean;
        _mean += distance / ++_count;
        _squares += distance * (value - _mean);
    }

    public void Add(long value) => Add((double)value);

    public void Merge(in Moments other)
    {
        if (other._count == 0) return;
        var count = _count + other._count;
        var distance = other._mean - _mean;
        var share = (double)other._count / count;
        // An empty cell takes the other as it is: its mean must not pass through a rounding.
        (_mean, _squares) = _count == 0
            ? (other._mean, other._squares)
            : (_mean + distance * share, _squares + other._squares + distance * distance * share * _count);
        _count = count;
    }

    public static void Average(in Moments state, ColumnBuilder output) => Append(output, state._mean, state._count >= 1);

    public static void Variance(in Moments state, ColumnBuilder output) => Append(output, state._squares / (state._count - 1), state._count >= 2);

    public static void Deviation(in Moments state, ColumnBuilder output) => Append(output, Math.Sqrt(state._squares / (state._count - 1)), state._count >= 2);

    public static void PopulationVariance(in Moments state, ColumnBuilder output) => Append(output, state._squares / state._count, state._count >= 1);

    public static void PopulationDeviation(in Moments state, ColumnBuilder output) => Append(output, Math.Sqrt(state._squares / state._count), state._count >= 1);

    private static void Append(ColumnBuilder output, double value, bool isKnown)
    {
        if (isKnown) ((FixedBuilder<double>)output).Append(value);
        else output.AppendNull();
    }
}
