using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Spool;

/// <summary>A column as bytes, for the program that wrote them.</summary>
internal static class ColumnBytes
{
    public static void Write(BinaryWriter to, Column column)
    {
        to.Write(column.HasNulls);
        if (column.Validity is { } bits) Values(to, bits.AsSpan(0, Bits.Words(column.Length)));
        switch (column)
        {
            case FixedColumn<bool> flags:
                Values(to, flags.Values);
                break;
            case FixedColumn<long> whole:
                Values(to, whole.Values);
                break;
            case FixedColumn<double> floats:
                Values(to, floats.Values);
                break;
            case TextColumn text:
                Text(to, text);
                break;
            case ListColumn list:
                Values(to, list.Offsets.AsSpan(0, list.Length + 1));
                Write(to, list.Items);
                break;
        }
    }

    /// <summary>A column, held by the caller.</summary>
    public static Column Read(BinaryReader from, ColumnType type, int rows)
    {
        var validity = from.ReadBoolean() ? Values<ulong>(from, Bits.Words(rows)) : null;
        switch (type.Kind)
        {
            case Kind.Bool:
                return FixedColumn<bool>.Of(type, Values<bool>(from, rows), rows, validity);
            case Kind.Float:
                return FixedColumn<double>.Of(type, Values<double>(from, rows), rows, validity);
            case Kind.Int or Kind.Timestamp or Kind.Duration:
                return FixedColumn<long>.Of(type, Values<long>(from, rows), rows, validity);
            case Kind.List:
                var offsets = Values<int>(from, rows + 1);
                return new ListColumn(Read(from, type.Element!, offsets[rows]), offsets, rows, validity);
            default:
                return Text(from, type, rows, validity);
        }
    }

    /// <summary>A dictionary goes along where it is no larger than the rows; one that many batches share would be written with each.</summary>
    private static void Text(BinaryWriter to, TextColumn text)
    {
        var isCoded = text.Codes is not null && text.Entries <= text.Length;
        to.Write(isCoded);
        if (isCoded)
        {
            Values(to, text.Codes.AsSpan(0, text.Length));
            to.Write(text.Entries);
            Values(to, text.Offsets.AsSpan(0, text.Entries + 1));
            Values(to, text.Data.AsSpan(text.Offsets[0], text.Offsets[text.Entries] - text.Offsets[0]));
            return;
        }

        var (offsets, at) = (Buffers.Rent<int>(text.Length + 1), 0);
        for (var row = 0; row < text.Length; row++) (offsets[row], at) = (at, checked(at + Length(text, row)));
        offsets[text.Length] = at;
        Values(to, offsets.AsSpan(0, text.Length + 1));
        Buffers.Return(offsets);
        for (var row = 0; row < text.Length; row++)
            if (Length(text, row) > 0) to.Write(text[row]);
    }

    private static int Length(TextColumn text, int row) => text.IsNull(row) ? 0 : text[row].Length;

    private static TextColumn Text(BinaryReader from, ColumnType type, int rows, ulong[]? validity)
    {
        var codes = from.ReadBoolean() ? Values<int>(from, rows) : null;
        var entries = codes is null ? rows : from.ReadInt32();
        var offsets = Values<int>(from, entries + 1);
        for (var (i, first) = (0, offsets[0]); i <= entries; i++) offsets[i] -= first;
        return new TextColumn(type, Values<byte>(from, offsets[entries]), offsets, entries, codes, rows, validity);
    }

    private static void Values<T>(BinaryWriter to, ReadOnlySpan<T> values) where T : unmanaged => to.Write(MemoryMarshal.AsBytes(values));

    private static void Values<T>(BinaryWriter to, Span<T> values) where T : unmanaged => Values(to, (ReadOnlySpan<T>)values);

    private static T[] Values<T>(BinaryReader from, int count) where T : unmanaged
    {
        var values = Buffers.Rent<T>(count);
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(0, count)));
        return values;
    }
}
