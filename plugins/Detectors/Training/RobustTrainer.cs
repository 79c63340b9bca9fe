namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>
/// Median and deviation of each feature that a few wild rows do not move: 1.4826 times the median absolute deviation, which is
/// the standard deviation where rows are normal. Where more than half of the rows are equal that is 0, and 1.2533 times the
/// mean absolute deviation stands for it (Iglewicz, Hoaglin: "How to detect and handle outliers", 1993).
/// </summary>
internal static class RobustTrainer
{
    private const double OfMedian = 1.4826;
    private const double OfMean = 1.253314137315500;

    /// <summary>Of each feature; a deviation of 0 says that it does not vary.</summary>
    public static (double[] Median, double[] Deviation) Train(double[] rows, int features)
    {
        var (median, deviation) = (new double[features], new double[features]);
        Parallel.For(0, features, feature =>
        {
            var values = new double[rows.Length / features];
            for (var row = 0; row < values.Length; row++) values[row] = rows[(row * features) + feature];
            median[feature] = Quantiles.Sorted(values, 0.5);
            for (var row = 0; row < values.Length; row++) values[row] = Math.Abs(values[row] - median[feature]);
            var middle = Quantiles.Sorted(values, 0.5);
            deviation[feature] = middle > 0 ? OfMedian * middle : OfMean * values.Average();
        });
        return (median, deviation);
    }
}
