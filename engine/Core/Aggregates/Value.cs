using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>One value of any type that is no list: the 8 bytes of a fixed one, or the bytes of a text.</summary>
internal readonly record struct Value(long Bits, byte[]? Text)
{
    public double Float => BitConverter.Int64BitsToDouble(Bits);

    public static Value Of(Column column, int row) => column switch
    {
        FixedColumn<double> floats => new Value(BitConverter.DoubleToInt64Bits(floats.Values[row]), null),
        FixedColumn<long> ints => new Value(ints.Values[row], null),
        FixedColumn<bool> bools => new Value(bools.Values[row] ? 1 : 0, null),
        _ => new Value(0, ((TextColumn)column)[row].ToArray()),
    };

    public void AppendTo(ColumnBuilder output)
    {
        switch (output)
        {
            case FixedBuilder<double> floats: floats.Append(Float); break;
            case FixedBuilder<long> ints: ints.Append(Bits); break;
            case FixedBuilder<bool> bools: bools.Append(Bits != 0); break;
            default: ((TextBuilder)output).Append(Text); break;
        }
    }

    public void Save(StateWriter state)
    {
        state.Write(Bits);
        state.Write(Text is not null);
        if (Text is not null) state.WriteBytes(Text);
    }

    public static Value Restore(StateReader state) => new(state.ReadLong(), state.ReadBool() ? state.ReadBytes().ToArray() : null);
}
