using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>Copies vectors of a result into columns; timestamps come as their microseconds.</summary>
internal static unsafe class VectorReader
{
    /// <summary>A column of the vector's first rows, held by the caller.</summary>
    public static Column Read(nint vector, ColumnType type, int rows)
    {
        var data = Api.VectorData(vector);
        var validity = Validity(vector, rows);
        return type.Kind switch
        {
            Kind.Bool => Fixed<bool>(type, data, rows, validity),
            Kind.Float => Fixed<double>(type, data, rows, validity),
            Kind.Int or Kind.Timestamp or Kind.Duration => Fixed<long>(type, data, rows, validity),
            Kind.List => Lists(vector, type, (DuckList*)data, rows, validity),
            _ => Texts(type, (DuckString*)data, rows, validity),
        };
    }

    private static ulong[]? Validity(nint vector, int rows)
    {
        var bits = Api.VectorValidity(vector);
        if (bits is null || rows == 0) return null;
        var copy = Buffers.Rent<ulong>(Bits.Words(rows));
        new ReadOnlySpan<ulong>(bits, Bits.Words(rows)).CopyTo(copy);
        if (Bits.Count(copy, rows) < rows) return copy;
        Buffers.Return(copy);
        return null;
    }

    private static FixedColumn<T> Fixed<T>(ColumnType type, void* data, int rows, ulong[]? validity) where T : unmanaged
    {
        var values = Buffers.Rent<T>(rows);
        new ReadOnlySpan<T>(data, rows).CopyTo(values);
        return FixedColumn<T>.Of(type, values, rows, validity);
    }

    private static TextColumn Texts(ColumnType type, DuckString* from, int rows, ulong[]? validity)
    {
        var offsets = Buffers.Rent<int>(rows + 1);
        offsets[0] = 0;
        // What lies in the vector for a null is undefined, its length too.
        for (var row = 0; row < rows; row++)
            offsets[row + 1] = checked(offsets[row] + (Bits.IsValid(validity, row) ? from[row].Length : 0));

        var data = Buffers.Rent<byte>(offsets[rows]);
        for (var row = 0; row < rows; row++)
        {
            var length = offsets[row + 1] - offsets[row];
            if (length == 0) continue;
            var start = length <= DuckString.MostInlined ? from[row].Inlined : from[row].Pointer;
            new ReadOnlySpan<byte>(start, length).CopyTo(data.AsSpan(offsets[row]));
        }

        return new TextColumn(type, data, offsets, rows, null, rows, validity);
    }

    private static Column Lists(nint vector, ColumnType type, DuckList* from, int rows, ulong[]? validity)
    {
        // A list may lie anywhere in the child vector, and a null one nowhere: they are gathered in the order of rows.
        var offsets = Buffers.Rent<int>(rows + 1);
        offsets[0] = 0;
        for (var row = 0; row < rows; row++)
            offsets[row + 1] = offsets[row] + (Bits.IsValid(validity, row) ? (int)from[row].Length : 0);

        var places = Buffers.Rent<int>(offsets[rows]);
        for (var row = 0; row < rows; row++)
            for (var item = offsets[row]; item < offsets[row + 1]; item++) places[item] = (int)from[row].Offset + item - offsets[row];

        var all = Read(Api.ListChild(vector), type.Element!, (int)Api.ListSize(vector));
        var items = all.Gather(places.AsSpan(0, offsets[rows]));
        all.Release();
        Buffers.Return(places);
        return new ListColumn(items, offsets, rows, validity);
    }
}
