using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>A table of a connection's own, in memory as far as there is room, that batches are appended to by column.</summary>
internal sealed unsafe class RowTable : IDisposable
{
    private static readonly int Most = (int)Api.VectorSize();

    private readonly Connection _connection;
    private readonly string _name;
    private readonly string _columns;
    private readonly List<GCHandle> _pins = [];
    private nint _appender;
    private nint _chunk;

    public RowTable(Connection connection, string name, Schema schema)
    {
        (_connection, _name) = (connection, name);
        _columns = string.Join(", ", schema.Fields.Select(field => $"{Connection.Name(field.Name)} {Types.Sql(field.Type)}"));
        Make();
        _chunk = NewChunk(schema);
    }

    /// <summary>Rows since the last <see cref="Clear"/>.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends all rows; nothing of the batch is needed afterwards.</summary>
    public void Append(Batch batch)
    {
        for (var from = 0; from < batch.Rows; from += Most)
            AppendPart(batch, from, Math.Min(Most, batch.Rows - from));
        Rows += batch.Rows;
    }

    /// <summary>Makes the rows visible to statements.</summary>
    public void Flush() => Check(Api.FlushAppender(_appender));

    /// <summary>Forgets the rows and gives their memory back.</summary>
    /// <remarks>By a new table: rows that are deleted from one stay in memory, and in the files that it spills to, as long as it is there.</remarks>
    public void Clear()
    {
        _ = Api.DestroyAppender(ref _appender);
        Make();
        Rows = 0;
    }

    public void Dispose()
    {
        Api.DestroyChunk(ref _chunk);
        _ = Api.DestroyAppender(ref _appender);
    }

    private void Make()
    {
        _connection.Run($"CREATE OR REPLACE TEMP TABLE {_name} ({_columns})");
        Check(Api.CreateAppender(_connection.Handle, 0, _name, out _appender));
    }

    private void AppendPart(Batch batch, int from, int count)
    {
        try
        {
            Api.ResetChunk(_chunk);
            for (var column = 0; column < batch.Columns.Length; column++)
                VectorWriter.Write(Api.ChunkVector(_chunk, (ulong)column), batch[column], from, count, _pins);
            Api.SetChunkSize(_chunk, (ulong)count);
            Check(Api.AppendChunk(_appender, _chunk));
        }
        finally
        {
            foreach (var pin in _pins) pin.Free();
            _pins.Clear();
        }
    }

    private void Check(int state)
    {
        if (state != 0) throw new DuckDbException(Instance.Text(Api.AppenderError(_appender)));
    }

    private static nint NewChunk(Schema schema)
    {
        var types = schema.Fields.Select(field => Types.Logical(field.Type)).ToArray();
        nint chunk;
        fixed (nint* first = types) chunk = Api.CreateChunk(first, (ulong)types.Length);
        for (var i = 0; i < types.Length; i++) Api.DestroyType(ref types[i]);
        return chunk;
    }
}
