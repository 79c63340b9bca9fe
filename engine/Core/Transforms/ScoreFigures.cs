using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms;

/// <summary>What scoring counts besides rows.</summary>
internal sealed class ScoreFigures(FigureSet figures)
{
    private readonly Figure _defaulted = figures.Count("defaulted", "null features, counted as the bundle's default");
    private readonly Figure _notFinite = figures.Count("not_finite", "rows with a null score: a feature or the score is not finite");
    private readonly Figure _notScored = figures.Count("not_scored", "rows without a score, for want of a model");

    /// <summary>A batch was scored.</summary>
    /// <param name="defaulted">Nulls that a default was put in for.</param>
    /// <param name="notFinite">Rows that got a null for a score.</param>
    public void Scored(long defaulted, int notFinite)
    {
        _defaulted.Value += defaulted;
        _notFinite.Value += notFinite;
    }

    /// <summary>A batch was not scored.</summary>
    public void NotScored(int rows, string why)
    {
        _notScored.Value += rows;
        _notScored.Text = why;
    }
}
