using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>Least and greatest int, timestamp or duration.</summary>
internal struct IntExtremes : IValueState<IntExtremes, long>
{
    private long _least;
    private long _greatest;
    private bool _hasValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        if (!_hasValue) (_least, _greatest, _hasValue) = (value, value, true);
        else if (value < _least) _least = value;
        else if (value > _greatest) _greatest = value;
    }

    public void Merge(in IntExtremes other)
    {
        if (!other._hasValue) return;
        var greatest = other._greatest;
        Add(other._least);
        Add(greatest);
    }

    public static void Min(in IntExtremes state, ColumnBuilder output) => Append(output, state._least, state._hasValue);

    public static void Max(in IntExtremes state, ColumnBuilder output) => Append(output, state._greatest, state._hasValue);

    private static void Append(ColumnBuilder output, long value, bool hasValue)
    {
        if (hasValue) ((FixedBuilder<long>)output).Append(value);
        else output.AppendNull();
    }
}
