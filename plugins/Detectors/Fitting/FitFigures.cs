using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>What is shown of a fit.</summary>
internal sealed class FitFigures(FigureSet figures)
{
    public void Show(long rows, int sample, long defaulted)
    {
        figures.Measure("fitted_rows", "rows it was fitted to:").Value = rows;
        figures.Measure("sample_rows", "of them in the sample:").Value = sample;
        figures.Count("defaulted", "null features, counted as the number of missing").Value = defaulted;
    }

    /// <summary>No model was made.</summary>
    public void NotFitted(string why) => figures.Measure("not_fitted", "nothing was fitted:").Text = why;

    /// <summary>A version was written and is in force.</summary>
    public void Published(string folder, string version) => figures.Measure("published", "published:").Text = $"version {version} of {folder}";
}
