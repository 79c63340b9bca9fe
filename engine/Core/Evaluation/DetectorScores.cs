namespace StreamGuard.Core.Evaluation;

/// <summary>What one detector says of some rows.</summary>
/// <param name="Name">Of its score's column.</param>
/// <param name="Scores">Higher is stranger; none is NaN.</param>
/// <param name="Flags">Rows it takes for anomalies.</param>
/// <param name="FlaggedBy">How: the column of its verdicts, or null where the share with the highest scores was taken.</param>
public sealed record DetectorScores(string Name, double[] Scores, bool[] Flags, string? FlaggedBy);

/// <summary>Rows as several detectors see them.</summary>
/// <param name="Detectors">All of the same rows.</param>
/// <param name="Labels">Which rows are anomalies; null where nobody has said.</param>
/// <param name="Rows">How many.</param>
/// <param name="LeftOut">Rows without a score or a label, besides.</param>
public sealed record ScoredRows(IReadOnlyList<DetectorScores> Detectors, bool[]? Labels, int Rows, long LeftOut);
