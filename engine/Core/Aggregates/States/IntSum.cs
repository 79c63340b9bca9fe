using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>An exact sum of 64-bit integers, in 128 bits; a sum that does not fit in 64 is null.</summary>
internal struct IntSum : IValueState<IntSum, long>
{
    private Int128 _sum;
    private long _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        _sum += value;
        _count++;
    }

    public void Merge(in IntSum other)
    {
        _sum += other._sum;
        _count += other._count;
    }

    public static void Sum(in IntSum state, ColumnBuilder output)
    {
        if (state._count == 0 || Overflows(state)) output.AppendNull();
        else ((FixedBuilder<long>)output).Append((long)state._sum);
    }

    /// <summary>Whether the sum does not fit in 64 bits.</summary>
    public static bool Overflows(in IntSum state) => state._sum < long.MinValue || state._sum > long.MaxValue;

    public static void Mean(in IntSum state, ColumnBuilder output)
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<double>)output).Append((double)state._sum / state._count);
    }

    /// <summary>The mean of durations, cut to whole microseconds.</summary>
    public static void WholeMean(in IntSum state, ColumnBuilder output)
    {
        if (state._count == 0) output.AppendNull();
        else ((FixedBuilder<long>)output).Append((long)(state._sum / state._count));
    }
}
