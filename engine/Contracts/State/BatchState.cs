namespace StreamGuard.Contracts;

/// <summary>Writes whole batches to a state and reads them back, with where their rows were read.</summary>
public static class BatchState
{
    public static void Write(StateWriter state, Batch batch)
    {
        state.Write(batch.Rows);
        foreach (var column in batch.Columns) ColumnState.Write(state, column);
        state.Write(batch.Origin is not null);
        if (batch.Origin is { } origin) OriginState.Write(state, origin);
    }

    /// <summary>A batch of the schema, held by the caller.</summary>
    public static Batch Read(StateReader state, Schema schema)
    {
        var rows = state.ReadInt();
        var columns = new Column[schema.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = ColumnState.Read(state, schema[i].Type);
            StateReader.Check(columns[i].Length == rows, $"column '{schema[i].Name}' is not as long as its batch");
        }

        return new Batch(schema, columns, rows, state.ReadBool() ? OriginState.Read(state, rows) : null);
    }
}
