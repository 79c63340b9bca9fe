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
        state.Write(origin.Partition);
        for (var row = 0; row < origin.Rows; row++)
        {
            state.Write(origin.Position(row));
            state.WriteBytes(origin.Bytes(row));
        }
    }

    private static Origin ReadOrigin(StateReader state, int rows)
    {
        var partition = state.ReadString();
        var (positions, lengths) = (Buffers.Rent<long>(rows), Buffers.Rent<int>(rows));
        var records = new byte[rows][];
        for (var row = 0; row < rows; row++)
        {
            positions[row] = state.ReadLong();
            records[row] = state.ReadBytes().ToArray();
            lengths[row] = records[row].Length;
        }

        return new Origin(partition, positions, lengths, rows, Chunk(partition, positions, records));
    }

    /// <summary>The records where they stood in the partition, and nothing between them; null when there are no bytes.</summary>
    private static RawChunk? Chunk(string partition, long[] positions, byte[][] records)
    {
        if (Array.TrueForAll(records, record => record.Length == 0)) return null;
        var first = positions.AsSpan(0, records.Length).ToArray().Min();
        var length = checked((int)(records.Select((record, row) => positions[row] - first + record.Length).Max()));
        var bytes = Buffers.Rent<byte>(length);
        for (var row = 0; row < records.Length; row++) records[row].CopyTo(bytes, (int)(positions[row] - first));
        return new RawChunk(partition, bytes, length, first);
    }
}
