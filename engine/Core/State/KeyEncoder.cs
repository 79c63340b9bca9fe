using System.Buffers.Binary;
using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// Writes key columns of a row as bytes whose order is the order of keys: nulls first, numbers and times by value
/// with NaN last, false before true, text by its UTF-8 bytes. Keys that count as equal (−0.0 and 0.0, any two NaN)
/// have equal bytes.
/// </summary>
/// <remarks>
/// A column is one byte, 0 for null and 1 for a value, then big-endian 8 bytes with the sign bit turned (floats also
/// with all bits turned where negative), 1 byte for a bool, or text in which a byte 0 is written 0 255, ended by 0 0.
/// </remarks>
internal static class KeyEncoder
{
    private const ulong SignBit = 1UL << 63;

    /// <summary>Types that can be part of a key.</summary>
    public static bool Fits(ColumnType type) => type.Kind is not Kind.List;

    /// <summary>Bytes that a row's value needs at most.</summary>
    public static int MaxLength(Column column, int row) =>
        column is TextColumn text && !text.IsNull(row) ? checked(3 + 2 * text[row].Length) : 9;

    /// <returns>How many bytes were written.</returns>
    public static int Write(Column column, int row, Span<byte> output)
    {
        output[0] = column.IsNull(row) ? (byte)0 : (byte)1;
        if (output[0] == 0) return 1;
        switch (column)
        {
            case FixedColumn<long> ints:
                BinaryPrimitives.WriteUInt64BigEndian(output[1..], (ulong)ints.Values[row] ^ SignBit);
                return 9;
            case FixedColumn<double> floats:
                BinaryPrimitives.WriteUInt64BigEndian(output[1..], OrderedBits(floats.Values[row]));
                return 9;
            case FixedColumn<bool> bools:
                output[1] = bools.Values[row] ? (byte)1 : (byte)0;
                return 2;
            default:
                return 1 + WriteText(((TextColumn)column)[row], output[1..]);
        }
    }

    /// <summary>Appends one key column to a builder of its type.</summary>
    /// <returns>How many bytes it had.</returns>
    public static int Read(ReadOnlySpan<byte> key, ColumnBuilder output)
    {
        if (key[0] == 0)
        {
            output.AppendNull();
            return 1;
        }

        switch (output)
        {
            case FixedBuilder<long> ints:
                ints.Append((long)(BinaryPrimitives.ReadUInt64BigEndian(key[1..]) ^ SignBit));
                return 9;
            case FixedBuilder<double> floats:
                floats.Append(FromOrderedBits(BinaryPrimitives.ReadUInt64BigEndian(key[1..])));
                return 9;
            case FixedBuilder<bool> bools:
                bools.Append(key[1] != 0);
                return 2;
            default:
                return 1 + ReadText(key[1..], (TextBuilder)output);
        }
    }

    /// <summary>Whether bytes are those of key columns of these types, and no more.</summary>
    public static bool IsKey(ReadOnlySpan<byte> key, IReadOnlyList<ColumnType> types)
    {
        for (var column = 0; column < types.Count; column++)
        {
            if (key.IsEmpty || key[0] > 1) return false;
            var length = key[0] == 0 ? 1 : types[column].Kind switch
            {
                Kind.Int or Kind.Timestamp or Kind.Duration or Kind.Float => 9,
                Kind.Bool => 2,
                _ => 1 + TextLength(key[1..]),
            };
            if (length == 0 || length > key.Length) return false;
            key = key[length..];
        }

        return key.IsEmpty;
    }

    /// <summary>The one bit pattern of all doubles that are equal as keys, in the order of keys.</summary>
    public static ulong OrderedBits(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(double.IsNaN(value) ? double.NaN : value + 0.0);
        // .NET's NaN has its sign bit set; without it it stands above infinity.
        if (double.IsNaN(value)) bits &= ~SignBit;
        return (bits & SignBit) != 0 ? ~bits : bits | SignBit;
    }

    /// <summary>The double of such a pattern.</summary>
    public static double FromOrderedBits(ulong bits) =>
        BitConverter.UInt64BitsToDouble((bits & SignBit) != 0 ? bits & ~SignBit : ~bits);

    private static int WriteText(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var at = 0;
        for (var zero = text.IndexOf((byte)0); zero >= 0; zero = text.IndexOf((byte)0))
        {
            text[..(zero + 1)].CopyTo(output[at..]);
            output[at + zero + 1] = 255;
            at += zero + 2;
            text = text[(zero + 1)..];
        }

        text.CopyTo(output[at..]);
        output.Slice(at + text.Length, 2).Clear();
        return at + text.Length + 2;
    }

    /// <summary>Bytes of a text and its end; -1 when it has no end.</summary>
    private static int TextLength(ReadOnlySpan<byte> key)
    {
        for (var at = 0; key[at..].IndexOf((byte)0) is >= 0 and var zero; at += zero + 2)
        {
            if (at + zero + 1 == key.Length) return -1;
            if (key[at + zero + 1] == 0) return at + zero + 2;
            if (key[at + zero + 1] != 255) return -1;
        }

        return -1;
    }

    private static int ReadText(ReadOnlySpan<byte> key, TextBuilder output)
    {
        var end = key.IndexOf((byte)0);
        if (key[end + 1] == 0)
        {
            output.Append(key[..end]);
            return end + 2;
        }

        var text = new List<byte>();
        var at = 0;
        for (; key[at] != 0 || key[at + 1] != 0; at++)
        {
            text.Add(key[at]);
            if (key[at] == 0) at++;
        }

        output.Append(text.ToArray());
        return at + 2;
    }
}
