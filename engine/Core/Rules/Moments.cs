namespace StreamGuard.Core.Rules;

/// <summary>
/// Count, mean and summed squares of deviations of some values. Adding is Welford's method, joining that of Chan,
/// Golub and LeVeque (1979): nothing is ever subtracted from a sum, so equal values have a deviation of exactly 0.
/// </summary>
internal readonly record struct Moments(long Count, double Mean, double SquaredDeviations)
{
    /// <summary>Sample standard deviation; NaN below two values.</summary>
    public double StandardDeviation => Count < 2 ? double.NaN : Math.Sqrt(SquaredDeviations / (Count - 1));

    public Moments Add(double value)
    {
        var delta = value - Mean;
        var mean = Mean + delta / (Count + 1);
        return new Moments(Count + 1, mean, SquaredDeviations + delta * (value - mean));
    }

    public Moments Join(in Moments other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        var count = Count + other.Count;
        var delta = other.Mean - Mean;
        return new Moments(
            count,
            Mean + delta * other.Count / count,
            SquaredDeviations + other.SquaredDeviations + delta * delta * Count * other.Count / count);
    }
}
