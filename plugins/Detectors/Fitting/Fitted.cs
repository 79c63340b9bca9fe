using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Models;
using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>Detectors that were fitted, and how their features are scaled.</summary>
/// <param name="Set">Scores scaled rows; disposed of with this.</param>
/// <param name="Mean">Of each feature; empty where nothing is scaled.</param>
/// <param name="Scale">What the difference is divided by; empty like <paramref name="Mean"/>.</param>
/// <param name="Sample">The rows it was fitted to, not scaled, row after row.</param>
/// <param name="Rows">How many rows there were in all.</param>
internal sealed record Fitted(DetectorSet Set, double[] Mean, double[] Scale, double[] Sample, long Rows) : IDisposable
{
    /// <summary>With fewer rows nothing is fitted.</summary>
    public const int FewestRows = 2;

    /// <summary>Null where there are too few rows.</summary>
    public static Fitted? Of(FitPlan plan, Moments moments, Reservoir sample, Func<string, IModelFormat?> formats)
    {
        if (sample.Rows < FewestRows) return null;
        var isScaled = plan.Options.Scale == Scaling.Standard;
        var (mean, scale) = isScaled ? (moments.Mean, moments.Scale()) : ([], []);
        var rows = sample.Values.ToArray();
        var fitted = new Fitted(null!, mean, scale, rows, moments.Rows);
        return fitted with { Set = new SetFitter(plan, fitted.Scaled(rows), formats).Fit() };
    }

    /// <summary>Rows as the detectors see them: as the host scales those of a bundle.</summary>
    public double[] Scaled(ReadOnlySpan<double> rows)
    {
        var scaled = rows.ToArray();
        ScaleInPlace(scaled);
        return scaled;
    }

    /// <summary>The same where they lie.</summary>
    public void ScaleInPlace(Span<double> rows)
    {
        if (Mean.Length == 0) return;
        for (var from = 0; from < rows.Length; from += Mean.Length)
            for (var i = 0; i < Mean.Length; i++) rows[from + i] = (rows[from + i] - Mean[i]) / Scale[i];
    }

    public void Dispose() => Set?.Dispose();
}
