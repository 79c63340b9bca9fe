using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// Mean and sum of squared distances of values that stand so many times each, after West, "Updating mean and variance
/// estimates: an improved method" (1979); merged after Chan, Golub and LeVeque (1979). Equal values have a variance of
/// exactly 0.
/// </summary>
internal struct WeightedMoments : IMergeable<WeightedMoments>
{
    private double _weight;
    private double _mean;
    private double _squares;

    /// <param name="value">The value.</param>
    /// <param name="weight">How many times it stands; above 0.</param>
    public void Add(double value, double weight)
    {
        _weight += weight;
        var distance = value - _mean;
        // The share of the first value is 1 exactly, so that its mean is itself.
        _mean += distance * (weight / _weight);
        _squares += weight * distance * (value - _mean);
    }

    public void Merge(in WeightedMoments other)
    {
        if (other._weight == 0) return;
        var weight = _weight + other._weight;
        var distance = other._mean - _mean;
        var share = other._weight / weight;
        (_mean, _squares) = _weight == 0
            ? (other._mean, other._squares)
            : (_mean + distance * share, _squares + other._squares + distance * distance * share * _weight);
        _weight = weight;
    }

    public static void Mean(in WeightedMoments state, ColumnBuilder output) => Append(output, state._mean, state._weight > 0);

    public static void Deviation(in WeightedMoments state, ColumnBuilder output) => Append(output, Math.Sqrt(state._squares / (state._weight - 1)), state._weight > 1);

    private static void Append(ColumnBuilder output, double value, bool isKnown)
    {
        if (isKnown) ((FixedBuilder<double>)output).Append(value);
        else output.AppendNull();
    }
}
