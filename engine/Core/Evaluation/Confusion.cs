namespace StreamGuard.Core.Evaluation;

/// <summary>Verdicts against labels: anomalies found, others flagged, anomalies missed, others left alone.</summary>
public sealed record Confusion(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>Of the flagged rows the share that are anomalies; NaN where none is flagged.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Of the anomalies the share that is flagged; NaN where there is none.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall; NaN where nothing is flagged and nothing is an anomaly.</summary>
    public double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    public static Confusion Of(ReadOnlySpan<bool> flags, ReadOnlySpan<bool> labels)
    {
        var (both, flagged, anomalies) = (0L, 0L, 0L);
        for (var i = 0; i < flags.Length; i++)
        {
            if (flags[i]) flagged++;
            if (labels[i]) anomalies++;
            if (flags[i] && labels[i]) both++;
        }

        return new Confusion(both, flagged - both, anomalies - both, flags.Length - flagged - anomalies + both);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
