using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>
/// A second model that scores the same rows and is never acted on: how often it agrees with the one in force, how far
/// their scores lie apart, and how long it takes.
/// </summary>
internal sealed class Shadow(ModelUse use, TimeProvider clock) : IDisposable
{
    private readonly LiveModel _live = new(use);
    private readonly Drift _drift = new();
    private long _compared;
    private long _agreed;
    private long _rows;
    private double _seconds;
    private ShadowFigures? _figures;

    public LiveModel Live => _live;

    /// <summary>Loads it; one that is no good is told of, and stops nothing.</summary>
    public void Start()
    {
        try
        {
            _live.Start(null);
        }
        catch (ModelException error)
        {
            Trouble = error.Message;
        }
    }

    /// <summary>Why it does not score; null where it does.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Scores a batch that the model in force has just scored.</summary>
    public void Score(Batch batch, Scorer inForce, FigureSet figures)
    {
        _figures ??= new ShadowFigures(figures);
        if (_live.Current is { } shadow)
        {
            try
            {
                var start = clock.GetTimestamp();
                shadow.Scorer.Score(batch);
                _seconds += clock.GetElapsedTime(start).TotalSeconds;
                _rows += batch.Rows;
                Compare(inForce, shadow.Scorer, batch.Rows);
                Trouble = null;
            }
            catch (ModelException error)
            {
                Trouble = error.Message;
            }
        }

        _figures.Show(_live.Current?.Words, Trouble ?? _live.Refused, _compared, _agreed, _drift.Index, _rows == 0 ? double.NaN : _seconds / _rows * 1e6);
    }

    /// <summary>Takes its next version where one is ready; to be called between two batches.</summary>
    public void TakeNext()
    {
        if (_live.TakeNext()) Trouble = null;
    }

    public void Dispose() => _live.Dispose();

    private void Compare(Scorer inForce, Scorer shadow, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            if (inForce.IsBad[row] || shadow.IsBad[row]) continue;
            _compared++;
            if (Agree(inForce, shadow, row)) _agreed++;
            if (inForce.Bundle.HasScore && shadow.Bundle.HasScore) _drift.Add(inForce.Scores[row], shadow.Scores[row]);
        }
    }

    /// <summary>The same verdict; of models without one, the same first value.</summary>
    private static bool Agree(Scorer left, Scorer right, int row)
    {
        if (left.Bundle.Threshold is { } one && right.Bundle.Threshold is { } other) return one.IsMet(left.Scores[row]) == other.IsMet(right.Scores[row]);
        var (first, second) = (left.Output(0), right.Output(0));
        return OutputValues.At(first, row * first.Width).Equals(OutputValues.At(second, row * second.Width));
    }

    /// <summary>What is shown of a shadow.</summary>
    private sealed class ShadowFigures(FigureSet figures)
    {
        private readonly Figure _version = figures.Measure("shadow_version", "in the shadow scores version");
        private readonly Figure _compared = figures.Count("shadow_compared", "rows scored by both models");
        private readonly Figure _agreement = figures.Measure("shadow_agreement", "agreement of the shadow, as a share of rows:");
        private readonly Figure _drift = figures.Measure("shadow_psi", "drift of the shadow's scores, population stability index:");
        private readonly Figure _latency = figures.Measure("shadow_us_per_row", "the shadow takes, in µs a row:");
        private readonly Figure _trouble = figures.Measure("shadow_trouble", "the shadow does not score:");

        public void Show(string? version, string? trouble, long compared, long agreed, double? drift, double latency)
        {
            (_version.Text, _trouble.Text) = (version, trouble);
            (_version.Value, _trouble.Value) = (double.NaN, double.NaN);
            _compared.Value = compared;
            _agreement.Value = compared == 0 ? double.NaN : (double)agreed / compared;
            _drift.Value = drift ?? double.NaN;
            _latency.Value = latency;
        }
    }
}
