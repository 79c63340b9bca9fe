using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>The values of least and greatest event time; of equal times the one that came first, or last.</summary>
internal struct Ends : IOwningState<Ends>
{
    private Value _first;
    private Value _last;
    private long _firstTime;
    private long _lastTime;
    private bool _hasValue;

    public void Add(Column column, int row, long time)
    {
        var isFirst = !_hasValue || time < _firstTime;
        var isLast = !_hasValue || time >= _lastTime;
        if (isFirst) (_first, _firstTime) = (Value.Of(column, row), time);
        if (isLast) (_last, _lastTime) = (Value.Of(column, row), time);
        _hasValue = true;
    }

    public void Merge(in Ends other)
    {
        if (!other._hasValue) return;
        if (!_hasValue || other._firstTime <= _firstTime) (_first, _firstTime) = (other._first, other._firstTime);
        if (!_hasValue || other._lastTime > _lastTime) (_last, _lastTime) = (other._last, other._lastTime);
        _hasValue = true;
    }

    public readonly void Save(StateWriter state)
    {
        state.Write(_hasValue);
        if (!_hasValue) return;
        state.Write(_firstTime);
        state.Write(_lastTime);
        _first.Save(state);
        _last.Save(state);
    }

    public void Restore(StateReader state)
    {
        _hasValue = state.ReadBool();
        if (!_hasValue) return;
        (_firstTime, _lastTime) = (state.ReadLong(), state.ReadLong());
        (_first, _last) = (Value.Restore(state), Value.Restore(state));
    }

    public static void First(in Ends state, ColumnBuilder output) => Append(output, state._first, state._hasValue);

    public static void Last(in Ends state, ColumnBuilder output) => Append(output, state._last, state._hasValue);

    public static void FloatDelta(in Ends state, ColumnBuilder output)
    {
        if (!state._hasValue) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state._last.Float - state._first.Float);
    }

    /// <summary>Null when the difference does not fit in 64 bits.</summary>
    public static void IntDelta(in Ends state, ColumnBuilder output)
    {
        if (!state._hasValue || IntDeltaOverflows(state)) output.AppendNull();
        else ((FixedBuilder<long>)output).Append(state._last.Bits - state._first.Bits);
    }

    public static bool IntDeltaOverflows(in Ends state)
    {
        var delta = (Int128)state._last.Bits - state._first.Bits;
        return delta < long.MinValue || delta > long.MaxValue;
    }

    public static void FloatRate(in Ends state, ColumnBuilder output) => AppendRate(state, state._last.Float - state._first.Float, output);

    public static void IntRate(in Ends state, ColumnBuilder output) => AppendRate(state, (double)((Int128)state._last.Bits - state._first.Bits), output);

    private static void AppendRate(in Ends state, double delta, ColumnBuilder output)
    {
        var seconds = ((double)state._lastTime - state._firstTime) / 1e6;
        if (!state._hasValue || seconds == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(delta / seconds);
    }

    private static void Append(ColumnBuilder output, in Value value, bool hasValue)
    {
        if (hasValue) value.AppendTo(output);
        else output.AppendNull();
    }
}
