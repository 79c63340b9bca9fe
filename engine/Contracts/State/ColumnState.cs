using System.Runtime.CompilerServices;

namespace StreamGuard.Contracts;

/// <summary>Writes columns to a state as the arrays they are, and reads them back.</summary>
public static class ColumnState
{
    public static void Write(StateWriter state, Column column)
    {
        state.Write(column.Length);
        state.Write(column.HasNulls);
        if (column.Validity is { } validity) state.WriteItems<ulong>(validity.AsSpan(0, Bits.Words(column.Length)));
        switch (column)
        {
            case FixedColumn<long> ints: state.WriteItems(ints.Values); break;
            case FixedColumn<double> floats: state.WriteItems(floats.Values); break;
            case FixedColumn<bool> bools: state.WriteItems(bools.Values); break;
            case TextColumn text: Write(state, text); break;
            default: Write(state, (ListColumn)column); break;
        }
    }

    /// <summary>A column held by the caller.</summary>
    public static Column Read(StateReader state, ColumnType type)
    {
        var length = state.ReadInt();
        StateReader.Check(length >= 0, "a column has a negative length");
        var validity = state.ReadBool() ? Items<ulong>(state, Bits.Words(length)) : null;
        return type.Kind switch
        {
            Kind.Int or Kind.Timestamp or Kind.Duration => FixedColumn<long>.Of(type, Items<long>(state, length), length, validity),
            Kind.Float => FixedColumn<double>.Of(type, Items<double>(state, length), length, validity),
            Kind.Bool => FixedColumn<bool>.Of(type, Bools(state, length), length, validity),
            Kind.List => ReadList(state, type, length, validity),
            _ => ReadText(state, type, length, validity),
        };
    }

    private static void Write(StateWriter state, TextColumn column)
    {
        // A dictionary may be that of a far larger batch, of which these rows are a few.
        var isPlain = column.Codes is null || column.Entries > column.Length;
        state.Write(isPlain);
        if (column.Codes is { } codes && !isPlain) state.WriteItems<int>(codes.AsSpan(0, column.Length));
        if (column.Codes is not null && isPlain) WriteRows(state, column);
        else WriteEntries(state, column);
    }

    private static void WriteEntries(StateWriter state, TextColumn column)
    {
        var offsets = column.Offsets.AsSpan(0, column.Entries + 1);
        state.WriteArray<int>(offsets);
        state.WriteItems<byte>(column.Data.AsSpan(offsets[0], offsets[^1] - offsets[0]));
    }

    private static void WriteRows(StateWriter state, TextColumn column)
    {
        var at = 0;
        state.Write(column.Length + 1);
        state.Write(at);
        for (var row = 0; row < column.Length; row++) state.Write(at += column.IsNull(row) ? 0 : column[row].Length);
        for (var row = 0; row < column.Length; row++)
            if (!column.IsNull(row)) state.WriteItems(column[row]);
    }

    private static TextColumn ReadText(StateReader state, ColumnType type, int length, ulong[]? validity)
    {
        var codes = state.ReadBool() ? null : Items<int>(state, length);
        var entries = state.ReadCount(sizeof(int)) - 1;
        StateReader.Check(entries >= 0 && (codes is not null || entries == length), "a text column has not an entry a row");
        foreach (var code in codes.AsSpan(0, codes is null ? 0 : length)) StateReader.Check((uint)code < (uint)Math.Max(1, entries), "a text has no entry");
        var offsets = Offsets(state, entries);
        for (var (i, first) = (0, offsets[0]); i <= entries; i++) offsets[i] -= first;
        return new TextColumn(type, Items<byte>(state, offsets[entries]), offsets, entries, codes, length, validity);
    }

    private static void Write(StateWriter state, ListColumn column)
    {
        state.WriteItems<int>(column.Offsets.AsSpan(0, column.Length + 1));
        Write(state, column.Items);
    }

    private static ListColumn ReadList(StateReader state, ColumnType type, int length, ulong[]? validity)
    {
        var offsets = Offsets(state, length);
        var items = Read(state, type.Element!);
        StateReader.Check(offsets[length] <= items.Length, "lists have more items than there are");
        return new ListColumn(items, offsets, length, validity);
    }

    private static int[] Offsets(StateReader state, int entries)
    {
        var offsets = Items<int>(state, entries + 1);
        for (var i = 0; i <= entries; i++) StateReader.Check(offsets[i] >= (i == 0 ? 0 : offsets[i - 1]), "offsets go back");
        return offsets;
    }

    private static bool[] Bools(StateReader state, int length)
    {
        var bools = Buffers.Rent<bool>(length);
        for (var row = 0; row < length; row++) bools[row] = state.ReadBool();
        return bools;
    }

    private static T[] Items<T>(StateReader state, int count) where T : unmanaged
    {
        state.Require(count, Unsafe.SizeOf<T>());
        var items = Buffers.Rent<T>(count);
        state.ReadItems(items.AsSpan(0, count));
        return items;
    }
}
