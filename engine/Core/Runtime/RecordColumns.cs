using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Puts the columns that stand beside the records of a chunk behind those that the decoder made of their bytes.</summary>
internal static class RecordColumns
{
    /// <summary>The rows with all columns of their source's schema, held by the caller, whose hold of <paramref name="decoded"/> is taken over.</summary>
    /// <param name="decoded">What the decoder made of the chunk.</param>
    /// <param name="chunk">Where the rows are from; null columns are added when its records have none.</param>
    /// <param name="schema">The decoder's columns, then those beside the records.</param>
    public static Batch Append(Batch decoded, RawChunk chunk, Schema schema)
    {
        var own = decoded.Schema.Count;
        if (schema.Count == own) return decoded;
        var columns = new Column[schema.Count];
        for (var i = 0; i < own; i++) (columns[i] = decoded[i]).Retain();
        if (chunk.Records is { Columns: { } beside } records) Gather(records, beside, decoded, columns.AsSpan(own));
        else for (var i = own; i < columns.Length; i++) columns[i] = Nulls(schema[i].Type, decoded.Rows);
        var complete = decoded.With(schema, columns);
        decoded.Release();
        return complete;
    }

    private static void Gather(ChunkRecords records, Batch beside, Batch decoded, Span<Column> columns)
    {
        var numbers = Buffers.Rent<int>(decoded.Rows);
        var rows = numbers.AsSpan(0, decoded.Rows);
        var areAll = FindRecords(records, decoded.Origin!, rows) && rows.Length == records.Count;
        for (var i = 0; i < columns.Length; i++)
        {
            if (areAll) (columns[i] = beside[i]).Retain();
            else columns[i] = beside[i].Gather(rows);
        }

        Buffers.Return(numbers);
    }

    /// <summary>Finds the record of each row; true when row i is of record i throughout.</summary>
    private static bool FindRecords(ChunkRecords records, Origin origin, Span<int> numbers)
    {
        var (record, begin, end, inOrder) = (0, 0, records.EndOf(0), true);
        for (var row = 0; row < numbers.Length; row++)
        {
            var place = origin.Place(row);
            while (place >= end) (record, begin, end) = (record + 1, end, records.EndOf(record + 1));
            if (place < begin) (record, begin, end) = Find(records, place);
            numbers[row] = record;
            inOrder &= record == row;
        }

        return inOrder;
    }

    private static (int Record, int Begin, int End) Find(ChunkRecords records, int place)
    {
        var record = records.At(place);
        return (record, record == 0 ? 0 : records.EndOf(record - 1), records.EndOf(record));
    }

    private static Column Nulls(ColumnType type, int rows)
    {
        var builder = Column.Builder(type);
        for (var row = 0; row < rows; row++) builder.AppendNull();
        return builder.Build();
    }
}
