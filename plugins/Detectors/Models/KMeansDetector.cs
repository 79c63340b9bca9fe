using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>Euclidean distance to the nearest of several centres; a feature makes it by its squared difference.</summary>
/// <param name="centres">One after the other.</param>
/// <param name="features">Values of each.</param>
internal sealed class KMeansDetector(double[] centres, int features, double inertia, Ranks ranks, double threshold) : IDetector
{
    public string Name => "kmeans";

    public double[] Centres => centres;

    /// <summary>Values of a point.</summary>
    public int Features => features;

    /// <summary>Of the rows it was fitted to.</summary>
    public double Inertia => inertia;

    public Ranks Ranks => ranks;

    public double Threshold => threshold;

    public double[] Score(int rows, ReadOnlySpan<double> values, Answers answers, Span<double> contributions)
    {
        var scores = answers.Distance;
        for (var row = 0; row < rows; row++)
        {
            var point = values.Slice(row * features, features);
            var (nearest, squared) = Distances.Nearest(point, centres);
            (answers.Cluster[row], scores[row]) = (nearest, Math.Sqrt(squared));
            if (contributions.IsEmpty) continue;
            for (var i = 0; i < features; i++)
            {
                var difference = point[i] - centres[(nearest * features) + i];
                contributions[(row * features) + i] = difference * difference;
            }
        }

        return scores;
    }
}
