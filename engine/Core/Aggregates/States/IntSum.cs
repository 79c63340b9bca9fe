using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>An exact sum of 64-bit integers, in 128 bits; a sum that does not fit in 64 is null.</summary>
internal struct IntSum : IValueState<IntSum, long>
{
    // The halves of the sum: an Int128 would be aligned to 16 bytes, and the state have 32 in the place of 24.
    private ulong _low;
    private long _high;
    private long _count;

    private readonly Int128 Whole => new((ulong)_high, _low);

    /// <summary>The sum fits in 64 bits, as nearly all do.</summary>
    private readonly bool IsShort => _high == (long)_low >> 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        var low = _low + (ulong)value;
        _high += (value >> 63) + (low < _low ? 1 : 0);
        _low = low;
        _count++;
    }

    public void Merge(in IntSum other)
    {
        var sum = Whole + other.Whole;
        (_low, _high) = ((ulong)sum, (long)(sum >> 64));
        _count += other._count;
    }

    public static void Sum(in IntSum state, ColumnBuilder output)
    {
        if (state._count == 0 || Overflows(state)) output.AppendNull();
        else ((FixedBuilder<long>)output).Append((long)state._low);
    }

    /// <summary>Whether the sum does not fit in 64 bits.</summary>
    public static bool Overflows(in IntSum state) => !state.IsShort;

    public static void Mean(in IntSum state, ColumnBuilder output)
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append((state.IsShort ? (long)state._low : (double)state.Whole) / state._count);
    }

    /// <summary>The mean of durations, cut to whole microseconds.</summary>
    public static void WholeMean(in IntSum state, ColumnBuilder output)
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<long>)output).Append((long)(state.Whole / state._count));
    }
}
