using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// The values of least and greatest event time, of a type of fixed size; of equal times the one that came first, or last.
/// </summary>
internal struct Ends : IMergeable<Ends>
{
    private long _first;
    private long _last;
    private long _firstTime;
    private long _lastTime;
    private bool _hasValue;

    /// <param name="bits">The value, as <see cref="FixedValue"/> has it.</param>
    /// <param name="time">When, microseconds UTC.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long bits, long time)
    {
        if (!_hasValue || time < _firstTime) (_first, _firstTime) = (bits, time);
        if (!_hasValue || time >= _lastTime) (_last, _lastTime) = (bits, time);
        _hasValue = true;
    }

    public void Merge(in Ends other)
    {
        if (!other._hasValue) return;
        if (!_hasValue || other._firstTime <= _firstTime) (_first, _firstTime) = (other._first, other._firstTime);
        if (!_hasValue || other._lastTime > _lastTime) (_last, _lastTime) = (other._last, other._lastTime);
        _hasValue = true;
    }

    public static void First(in Ends state, ColumnBuilder output) => Append(output, state._first, state._hasValue);

    public static void Last(in Ends state, ColumnBuilder output) => Append(output, state._last, state._hasValue);

    public static void FloatDelta(in Ends state, ColumnBuilder output)
    {
        if (!state._hasValue) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state.FloatDifference);
    }

    /// <summary>Null when the difference does not fit in 64 bits.</summary>
    public static void IntDelta(in Ends state, ColumnBuilder output)
    {
        if (!state._hasValue || IntDeltaOverflows(state)) output.AppendNull();
        else ((FixedBuilder<long>)output).Append(state._last - state._first);
    }

    public static bool IntDeltaOverflows(in Ends state)
    {
        var delta = (Int128)state._last - state._first;
        return delta < long.MinValue || delta > long.MaxValue;
    }

    public static void FloatRate(in Ends state, ColumnBuilder output) => AppendRate(state, state.FloatDifference, output);

    public static void IntRate(in Ends state, ColumnBuilder output) => AppendRate(state, (double)((Int128)state._last - state._first), output);

    private readonly double FloatDifference => BitConverter.Int64BitsToDouble(_last) - BitConverter.Int64BitsToDouble(_first);

    private static void AppendRate(in Ends state, double delta, ColumnBuilder output)
    {
        var seconds = ((double)state._lastTime - state._firstTime) / 1e6;
        if (!state._hasValue || seconds == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(delta / seconds);
    }

    private static void Append(ColumnBuilder output, long bits, bool hasValue)
    {
        if (hasValue) FixedValue.Append(output, bits);
        else output.AppendNull();
    }
}
