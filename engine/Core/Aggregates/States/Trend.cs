using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// Least squares of value against event time in seconds, by the covariance form of Welford's recurrence. Times are
/// taken from the first one seen, so that no digits go to the date.
/// </summary>
internal struct Trend : ITimedState<Trend>
{
    private long _count;
    private long _origin;
    private double _meanTime;
    private double _meanValue;
    private double _timeSquares;
    private double _products;

    public void Add(double value, long time)
    {
        if (_count++ == 0) _origin = time;
        var seconds = Seconds(time, _origin);
        var fromTime = seconds - _meanTime;
        var fromValue = value - _meanValue;
        _meanTime += fromTime / _count;
        _meanValue += fromValue / _count;
        _timeSquares += fromTime * (seconds - _meanTime);
        _products += fromTime * (value - _meanValue);
    }

    public void Merge(in Trend other)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            this = other;
            return;
        }

        var count = _count + other._count;
        var fromTime = other._meanTime + Seconds(other._origin, _origin) - _meanTime;
        var fromValue = other._meanValue - _meanValue;
        var share = (double)other._count / count;
        _timeSquares += other._timeSquares + fromTime * fromTime * share * _count;
        _products += other._products + fromTime * fromValue * share * _count;
        _meanTime += fromTime * share;
        _meanValue += fromValue * share;
        _count = count;
    }

    public static void Slope(in Trend state, ColumnBuilder output)
    {
        if (state._count < 2 || state._timeSquares == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state._products / state._timeSquares);
    }

    /// <summary>Whole microseconds as long as the distance fits, which is 292,000 years.</summary>
    private static double Seconds(long time, long origin)
    {
        var micros = unchecked(time - origin);
        var overflows = ((time ^ origin) & (time ^ micros)) < 0;
        return (overflows ? (double)time - origin : micros) / 1e6;
    }
}
