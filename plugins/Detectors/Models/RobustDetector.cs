namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>The greatest |z| of a row's features, z being (x − median) / deviation; a feature makes it by its own |z|.</summary>
/// <param name="median">Of each feature.</param>
/// <param name="deviation">Of each feature; one of 0 does not vary and is left out.</param>
internal sealed class RobustDetector(double[] median, double[] deviation, Ranks ranks, double threshold) : IDetector
{
    public string Name => "robust";

    public double[] Median => median;

    public double[] Deviation => deviation;

    public Ranks Ranks => ranks;

    public double Threshold => threshold;

    public double[] Score(int rows, ReadOnlySpan<double> features, Answers answers, Span<double> contributions)
    {
        var scores = answers.Robust;
        for (var row = 0; row < rows; row++)
        {
            var greatest = 0.0;
            for (var i = 0; i < median.Length; i++)
            {
                var at = (row * median.Length) + i;
                var z = deviation[i] > 0 ? Math.Abs(features[at] - median[i]) / deviation[i] : 0;
                if (!contributions.IsEmpty) contributions[at] = z;
                greatest = Math.Max(greatest, z);
            }

            scores[row] = greatest;
        }

        return scores;
    }
}
