using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>The texts of least and greatest event time; of equal times the one that came first, or last.</summary>
internal struct TextEnds : IOwningState<TextEnds>
{
    private byte[]? _first;
    private byte[]? _last;
    private long _firstTime;
    private long _lastTime;

    public readonly long OwnedBytes => _first is null ? 0 : OwnedArray.Bytes(_first.Length, 1) + OwnedArray.Bytes(_last!.Length, 1);

    public void Add(Column column, int row, long time)
    {
        var text = ((TextColumn)column)[row];
        if (_last is null || time >= _lastTime)
        {
            // The same text time after time is not copied again.
            if (_last is null || !text.SequenceEqual(_last)) _last = text.ToArray();
            _lastTime = time;
        }

        if (_first is null || time < _firstTime) (_first, _firstTime) = (text.ToArray(), time);
    }

    public void Merge(in TextEnds other)
    {
        if (other._first is null) return;
        if (_first is null || other._firstTime <= _firstTime) (_first, _firstTime) = (other._first, other._firstTime);
        if (_last is null || other._lastTime > _lastTime) (_last, _lastTime) = (other._last, other._lastTime);
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.Write(_first is not null);
        if (_first is null) return;
        state.Write(_firstTime);
        state.Write(_lastTime);
        state.WriteBytes(_first);
        state.WriteBytes(_last);
    }

    public void Restore(StateReader state)
    {
        if (!state.ReadBool()) return;
        (_firstTime, _lastTime) = (state.ReadLong(), state.ReadLong());
        (_first, _last) = (state.ReadBytes().ToArray(), state.ReadBytes().ToArray());
    }

    public static void First(in TextEnds state, ColumnBuilder output) => Append(output, state._first);

    public static void Last(in TextEnds state, ColumnBuilder output) => Append(output, state._last);

    private static void Append(ColumnBuilder output, byte[]? text)
    {
        if (text is null) output.AppendNull();
        else ((TextBuilder)output).Append(text);
    }
}
