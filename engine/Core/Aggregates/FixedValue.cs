using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>Values of any type of fixed size as 64 bits: those of a double, a long, or 1 and 0.</summary>
internal static class FixedValue
{
    public static long Of(Column column, int row) => column switch
    {
        FixedColumn<double> floats => BitConverter.DoubleToInt64Bits(floats.Values[row]),
        FixedColumn<long> ints => ints.Values[row],
        _ => ((FixedColumn<bool>)column).Values[row] ? 1 : 0,
    };

    public static void Append(ColumnBuilder output, long bits)
    {
        switch (output)
        {
            case FixedBuilder<double> floats: floats.Append(BitConverter.Int64BitsToDouble(bits)); break;
            case FixedBuilder<long> ints: ints.Append(bits); break;
            default: ((FixedBuilder<bool>)output).Append(bits != 0); break;
        }
    }
}
