using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms;

/// <summary>What scoring counts besides rows; goes on behind a checkpoint.</summary>
internal sealed class ScoreCounts
{
    /// <summary>Nulls that a default was put in for.</summary>
    public long Defaulted { get; private set; }

    /// <summary>Rows with a null for a score, because a feature or the score is not finite.</summary>
    public long NotFinite { get; private set; }

    /// <summary>Rows that no model scored.</summary>
    public long NotScored { get; set; }

    /// <summary>Versions that took over.</summary>
    public long Swaps { get; set; }

    public static ScoreCounts Restore(StateReader state)
    {
        var counts = new ScoreCounts { Defaulted = state.ReadLong(), NotFinite = state.ReadLong(), NotScored = state.ReadLong(), Swaps = state.ReadLong() };
        StateReader.Check(counts.Defaulted >= 0 && counts.NotFinite >= 0 && counts.NotScored >= 0 && counts.Swaps >= 0, "a count below 0");
        return counts;
    }

    /// <summary>A batch was scored.</summary>
    public void Add(long defaulted, int notFinite)
    {
        Defaulted += defaulted;
        NotFinite += notFinite;
    }

    public void Save(StateWriter state)
    {
        state.Write(Defaulted);
        state.Write(NotFinite);
        state.Write(NotScored);
        state.Write(Swaps);
    }
}

/// <summary>What is shown of scoring.</summary>
internal sealed class ScoreFigures(FigureSet figures, ScoreCounts counts)
{
    private readonly Figure _version = figures.Measure("version", "scored by version");
    private readonly Figure _latency = figures.Measure("us_per_row", "the model takes, in µs a row:");
    private readonly Figure _defaulted = figures.Count("defaulted", "null features, counted as the bundle's default");
    private readonly Figure _notFinite = figures.Count("not_finite", "rows with a null score: a feature or the score is not finite");
    private readonly Figure _notScored = figures.Count("not_scored", "rows without a score, for want of a model");
    private readonly Figure _swaps = figures.Count("swaps", "another version took over");
    private readonly Figure _refused = figures.Measure("refused", "another version was refused:");
    private double _seconds;
    private long _rows;

    /// <summary>The model took so long for a batch.</summary>
    public void Took(TimeSpan time, int rows)
    {
        _seconds += time.TotalSeconds;
        _rows += rows;
        _latency.Value = _seconds / _rows * 1e6;
    }

    /// <summary>Brings the figures up to date.</summary>
    /// <param name="version">In force; null where no model is.</param>
    /// <param name="refused">Why a newer version was refused; null where none was.</param>
    /// <param name="trouble">Why rows were not scored.</param>
    public void Show(string? version, string? refused, string? trouble = null)
    {
        (_version.Text, _version.Value) = (version, double.NaN);
        (_refused.Text, _refused.Value) = (refused, double.NaN);
        (_defaulted.Value, _notFinite.Value, _notScored.Value, _swaps.Value) = (counts.Defaulted, counts.NotFinite, counts.NotScored, counts.Swaps);
        _notScored.Text = trouble ?? _notScored.Text;
    }
}
