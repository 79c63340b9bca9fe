using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>Values of a model's outputs as those of columns.</summary>
internal static class OutputValues
{
    /// <summary>Type of a column for one value of an output; null where it cannot be a column.</summary>
    public static ColumnType? TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Float64 => ColumnType.Float,
        ElementType.Int64 or ElementType.Int32 => ColumnType.Int,
        ElementType.Bool => ColumnType.Bool,
        _ => null,
    };

    /// <summary>A value as a number.</summary>
    public static double At(Tensor output, int index) => output.Type switch
    {
        ElementType.Float32 => output.Values<float>()[index],
        ElementType.Float64 => output.Values<double>()[index],
        ElementType.Int64 => output.Values<long>()[index],
        ElementType.Int32 => output.Values<int>()[index],
        _ => output.Values<bool>()[index] ? 1 : 0,
    };

    /// <summary>A column, held by the caller, of every so many-th value.</summary>
    /// <param name="output">The output.</param>
    /// <param name="first">The first value.</param>
    /// <param name="stride">Distance to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="validity">Taken over.</param>
    public static Column ToColumn(Tensor output, int first, int stride, int count, ulong[]? validity) => output.Type switch
    {
        ElementType.Float32 => Pick(output.Values<float>(), first, stride, count, validity, ColumnType.Float, static value => (double)value),
        ElementType.Float64 => Pick(output.Values<double>(), first, stride, count, validity, ColumnType.Float, static value => value),
        ElementType.Int64 => Pick(output.Values<long>(), first, stride, count, validity, ColumnType.Int, static value => value),
        ElementType.Int32 => Pick(output.Values<int>(), first, stride, count, validity, ColumnType.Int, static value => (long)value),
        _ => Pick(output.Values<bool>(), first, stride, count, validity, ColumnType.Bool, static value => value),
    };

    private static FixedColumn<TTo> Pick<TFrom, TTo>(
        ReadOnlySpan<TFrom> values, int first, int stride, int count, ulong[]? validity, ColumnType type, Func<TFrom, TTo> convert) where TTo : unmanaged
    {
        var picked = Buffers.Rent<TTo>(count);
        for (int i = 0, at = first; i < count; i++, at += stride) picked[i] = convert(values[at]);
        return FixedColumn<TTo>.Of(type, picked, count, validity);
    }
}
