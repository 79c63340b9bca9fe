using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>Writes whole batches to a state and reads them back, with where their rows were read.</summary>
internal static class BatchState
{
    public static void Write(StateWriter state, Batch batch)
    {
        state.Write(batch.Rows);
        foreach (var column in batch.Columns) Write(state, column);
        state.Write(batch.Origin is not null);
        if (batch.Origin is { } origin) Write(state, origin);
    }

    /// <summary>A batch of the schema, held by the caller.</summary>
    public static Batch Read(StateReader state, Schema schema)
    {
        var rows = state.ReadInt();
        var columns = new Column[schema.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = Read(state, schema[i].Type);
        return new Batch(schema, columns, rows, state.ReadBool() ? ReadOrigin(state, rows) : null);
    }

    private static void Write(StateWriter state, Column column)
    {
        state.Write(column.Length);
        for (var row = 0; row < column.Length; row++)
        {
            state.Write(column.IsNull(row));
            if (column.IsNull(row)) continue;
            switch (column)
            {
                case FixedColumn<long> ints: state.Write(ints.Values[row]); break;
                case FixedColumn<double> floats: state.Write(floats.Values[row]); break;
                case FixedColumn<bool> bools: state.Write(bools.Values[row]); break;
                case TextColumn text: state.WriteBytes(text[row]); break;
                default: state.Write(((ListColumn)column).Offsets[row + 1] - ((ListColumn)column).Offsets[row]); break;
            }
        }

        if (column is ListColumn list) Write(state, list.Items);
    }

    private static Column Read(StateReader state, ColumnType type)
    {
        var length = state.ReadInt();
        if (type.Kind == Kind.List) return ReadList(state, type, length);
        var builder = ColumnBuilder.For(type);
        for (; length > 0; length--)
        {
            if (state.ReadBool()) builder.AppendNull();
            else if (builder is FixedBuilder<long> ints) ints.Append(state.ReadLong());
            else if (builder is FixedBuilder<double> floats) floats.Append(state.ReadDouble());
            else if (builder is FixedBuilder<bool> bools) bools.Append(state.ReadBool());
            else ((TextBuilder)builder).Append(state.ReadBytes());
        }

        return builder.Build();
    }

    /// <summary>A null list has no items, and lists lie one behind the other: lengths are all that is needed.</summary>
    private static ListColumn ReadList(StateReader state, ColumnType type, int length)
    {
        var offsets = Buffers.Rent<int>(length + 1);
        var validity = Bits.Rent(length, set: true);
        offsets[0] = 0;
        for (var row = 0; row < length; row++)
        {
            var isNull = state.ReadBool();
            if (isNull) Bits.Clear(validity, row);
            offsets[row + 1] = offsets[row] + (isNull ? 0 : state.ReadInt());
        }

        return new ListColumn(Read(state, type.Element!), offsets, length, validity);
    }

    private static void Write(StateWriter state, Origin origin)
    {
        for (var row = 0; row < origin.Rows; row++)
        {
            state.Write(origin.Partition(row));
            state.Write(origin.Position(row));
            state.WriteBytes(origin.Bytes(row));
        }
    }

    private static Origin ReadOrigin(StateReader state, int rows)
    {
        // A part spans a megabyte of its partition at most, because bytes lie in it as they lay there.
        var parts = new Dictionary<(string Partition, long Megabyte), List<(int Row, long Position, byte[] Record)>>();
        for (var row = 0; row < rows; row++)
        {
            var (partition, position) = (state.ReadString(), state.ReadLong());
            var part = (partition, position >> 20);
            if (!parts.TryGetValue(part, out var records)) parts.Add(part, records = []);
            records.Add((row, position, state.ReadBytes().ToArray()));
        }

        var (partOfRow, rowsInParts) = (Buffers.Rent<int>(rows), Buffers.Rent<long>(rows));
        var origins = new List<Origin>();
        foreach (var ((partition, _), records) in parts)
        {
            for (var i = 0; i < records.Count; i++) (partOfRow[records[i].Row], rowsInParts[records[i].Row]) = (origins.Count, i);
            origins.Add(ReadPart(partition, records));
        }

        var merged = new Origin([.. origins], partOfRow, rowsInParts, rows);
        foreach (var origin in origins) origin.Release();
        return merged;
    }

    private static Origin ReadPart(string partition, List<(int Row, long Position, byte[] Record)> records)
    {
        var (positions, lengths) = (Buffers.Rent<long>(records.Count), Buffers.Rent<int>(records.Count));
        for (var i = 0; i < records.Count; i++) (positions[i], lengths[i]) = (records[i].Position, records[i].Record.Length);
        return new Origin(partition, positions, lengths, records.Count, Chunk(partition, records));
    }

    /// <summary>The records where they stood in the partition, and nothing between them; null when there are no bytes.</summary>
    private static RawChunk? Chunk(string partition, List<(int Row, long Position, byte[] Record)> records)
    {
        if (records.TrueForAll(each => each.Record.Length == 0)) return null;
        var first = records.Min(each => each.Position);
        var length = checked((int)records.Max(each => each.Position - first + each.Record.Length));
        var bytes = Buffers.Rent<byte>(length);
        foreach (var (_, position, record) in records) record.CopyTo(bytes, (int)(position - first));
        return new RawChunk(partition, bytes, length, first);
    }
}
