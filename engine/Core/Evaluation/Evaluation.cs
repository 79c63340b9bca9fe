namespace StreamGuard.Core.Evaluation;

/// <summary>A detector against labels.</summary>
/// <param name="Name">Of its score's column.</param>
/// <param name="Verdicts">Its verdicts against the labels.</param>
/// <param name="Curve">Its scores against the labels.</param>
/// <param name="FlaggedBy">See <see cref="DetectorScores"/>.</param>
public sealed record DetectorQuality(string Name, Confusion Verdicts, RankingCurve Curve, string? FlaggedBy);

/// <summary>Detectors compared: with labels where there are some, and with each other.</summary>
/// <param name="Rows">Rows compared.</param>
/// <param name="LeftOut">Rows without a score or label.</param>
/// <param name="Anomalies">Rows labelled as such; null where there are no labels.</param>
/// <param name="Top">The share of rows that is looked at as the top.</param>
/// <param name="Qualities">A detector each; empty where there are no labels.</param>
/// <param name="Agreements">A pair of detectors each.</param>
public sealed record Evaluation(int Rows, long LeftOut, long? Anomalies, double Top, IReadOnlyList<DetectorQuality> Qualities, IReadOnlyList<Agreement> Agreements)
{
    /// <summary>Compares; there is at least one row and one detector.</summary>
    public static Evaluation Of(ScoredRows rows, double top)
    {
        var count = Math.Max(1, (int)Math.Round(rows.Rows * top));
        var qualities = rows.Labels is not { } labels ? [] : rows.Detectors
            .Select(detector => new DetectorQuality(detector.Name, Confusion.Of(detector.Flags, labels), RankingCurve.Of(detector.Scores, labels), detector.FlaggedBy)).ToList();
        var pairs = from first in Enumerable.Range(0, rows.Detectors.Count)
                    from second in Enumerable.Range(first + 1, rows.Detectors.Count - first - 1)
                    select Agreement.Of(rows.Detectors[first], rows.Detectors[second], count);
        return new Evaluation(rows.Rows, rows.LeftOut, rows.Labels?.LongCount(label => label), top, qualities, [.. pairs]);
    }
}
