using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Rules;

/// <summary>|x − mean| / sample stddev of the key's earlier rows is above a limit.</summary>
internal sealed class ZscoreCondition(Expression of, Extent over, double above) : MeasuredCondition(of)
{
    private readonly SlidingMoments _windows = new();

    public override bool NeedsTime => !over.IsRows;

    public override string Text => $"|zscore| of {Measure} over {over} > {above:R}";

    public override string State => over.IsRows ? over.ToString() : $"the rows of {over}";

    public override long StateBytes => _windows.StateBytes;

    public override void Save(StateWriter state) => _windows.Save(state);

    public override void Restore(StateReader state) => _windows.Restore(state);

    protected override bool Judge(int key, Sample sample)
    {
        if (over.IsRows)
        {
            // A place in time would reorder rows that came out of order, and rows count as they come.
            sample = sample with { Time = 0 };
        }
        else
        {
            var newest = _windows.CountOf(key) == 0 ? sample.Time : Math.Max(sample.Time, _windows.Newest(key).Time);
            _windows.RemoveBefore(key, newest - over.Time.Microseconds);
            if (sample.Time < newest - over.Time.Microseconds) return false;
        }

        var isMet = sample.HasValue && IsOutlier(sample.Number, _windows.Total(key));
        _windows.Add(key, sample);
        if (over.IsRows && _windows.CountOf(key) > over.Rows) _windows.RemoveOldest(key);
        return isMet;
    }

    private bool IsOutlier(double value, in Moments earlier)
    {
        var deviation = earlier.StandardDeviation;
        // Without two rows, and among equal ones, there is no z-score; a NaN compares as false.
        return deviation > 0 && Math.Abs(value - earlier.Mean) / deviation > above;
    }
}
