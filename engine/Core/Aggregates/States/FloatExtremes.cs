using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>Least and greatest float. NaN sorts last: it is the greatest, and the least only of NaN alone.</summary>
internal struct FloatExtremes : IValueState<FloatExtremes, double>
{
    private double _least;
    private double _greatest;
    private bool _hasNumber;
    private bool _hasNaN;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        value += 0.0; // −0.0 becomes 0.0, so that the answer does not depend on which came first
        if (!_hasNumber)
        {
            Begin(value);
            return;
        }

        // Without a branch, which would be guessed wrong too often; of a NaN these give the other.
        _least = double.MinNative(value, _least);
        _greatest = double.MaxNative(value, _greatest);
        _hasNaN |= double.IsNaN(value);
    }

    public void Merge(in FloatExtremes other)
    {
        _hasNaN |= other._hasNaN;
        if (!other._hasNumber) return;
        var greatest = other._greatest;
        Add(other._least);
        Add(greatest);
    }

    public static void Min(in FloatExtremes state, ColumnBuilder output) =>
        Append(output, state._hasNumber ? state._least : double.NaN, state);

    public static void Max(in FloatExtremes state, ColumnBuilder output) =>
        Append(output, state._hasNaN ? double.NaN : state._greatest, state);

    private void Begin(double value)
    {
        if (double.IsNaN(value)) _hasNaN = true;
        else (_least, _greatest, _hasNumber) = (value, value, true);
    }

    private static void Append(ColumnBuilder output, double value, in FloatExtremes state)
    {
        if (state._hasNumber || state._hasNaN) ((FixedBuilder<double>)output).Append(value);
        else output.AppendNull();
    }
}
