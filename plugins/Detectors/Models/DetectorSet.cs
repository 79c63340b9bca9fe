namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>
/// Detectors of the same features. The score of several is the mean of their ranks, each the share of the fitted rows that
/// were no stranger; of one alone it is its own. May be used by several threads at once.
/// </summary>
/// <param name="features">Their names.</param>
/// <param name="detectors">At least one.</param>
/// <param name="threshold">A row whose score is above it is an anomaly.</param>
internal sealed class DetectorSet(IReadOnlyList<string> features, IReadOnlyList<IDetector> detectors, double threshold) : IDisposable
{
    public IReadOnlyList<string> Features => features;

    public IReadOnlyList<IDetector> Detectors => detectors;

    public ForestDetector? Forest => detectors.OfType<ForestDetector>().FirstOrDefault();

    public KMeansDetector? KMeans => detectors.OfType<KMeansDetector>().FirstOrDefault();

    public RobustDetector? Robust => detectors.OfType<RobustDetector>().FirstOrDefault();

    /// <summary>There are several.</summary>
    public bool IsEnsemble => detectors.Count > 1;

    public double Threshold => threshold;

    /// <summary>Scores rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="values">Row after row, scaled.</param>
    /// <param name="answers">Gets all that the detectors say.</param>
    /// <param name="explain">What features have to do with it is asked for.</param>
    public void Score(int rows, ReadOnlySpan<double> values, Answers answers, bool explain)
    {
        answers.MakeRoom(rows);
        var all = explain ? answers.Contributions.AsSpan(0, rows * features.Count) : [];
        if (!IsEnsemble)
        {
            detectors[0].Score(rows, values, answers, all).AsSpan(0, rows).CopyTo(answers.Score);
            return;
        }

        all.Clear();
        answers.Score.AsSpan(0, rows).Clear();
        var own = explain ? answers.Own.AsSpan(0, rows * features.Count) : [];
        foreach (var detector in detectors)
        {
            var scores = detector.Score(rows, values, answers, own);
            for (var row = 0; row < rows; row++)
            {
                var rank = detector.Ranks.Of(scores[row]) / detectors.Count;
                answers.Score[row] += rank;
                if (explain) AddShares(own.Slice(row * features.Count, features.Count), rank, all.Slice(row * features.Count, features.Count));
            }
        }
    }

    public void Dispose() => Forest?.Dispose();

    /// <summary>Adds what one detector says of a row's features, as shares of 1 in the measure of its rank: the stranger it finds the row, the more it has to say.</summary>
    private static void AddShares(ReadOnlySpan<double> own, double rank, Span<double> all)
    {
        var sum = 0.0;
        foreach (var value in own) sum += value;
        if (!(sum > 0) || !double.IsFinite(sum)) return;
        var factor = rank / sum;
        for (var i = 0; i < own.Length; i++) all[i] += own[i] * factor;
    }
}
