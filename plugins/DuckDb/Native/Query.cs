using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>The rows of a statement, fetched a few thousand at a time while it runs.</summary>
internal sealed class Query : IDisposable
{
    private readonly Schema _schema;
    private Api.Result _result;

    /// <param name="connection">Where it runs; nothing else may run there until this is disposed.</param>
    /// <param name="sql">Gives columns of the types that <see cref="Types"/> names for the schema, timestamps as their microseconds.</param>
    /// <param name="schema">Of the batches to make.</param>
    /// <exception cref="DuckDbException">The statement cannot be run.</exception>
    public Query(Connection connection, string sql, Schema schema)
    {
        _schema = schema;
        try
        {
            if (Api.Prepare(connection.Handle, sql, out var statement) != 0) throw Failed(statement);
            var state = Api.ExecuteStreaming(statement, out _result);
            Api.DestroyPrepare(ref statement);
            if (state != 0) throw new DuckDbException(Instance.Text(Api.ResultError(ref _result)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The next columns, each held by the caller, and how many rows they have; null at the end.</summary>
    /// <exception cref="DuckDbException">The statement failed on its way.</exception>
    public (Column[] Columns, int Rows)? Next()
    {
        var chunk = Api.FetchChunk(_result);
        if (chunk == 0)
        {
            return Api.ResultError(ref _result) is not 0 and var error ? throw new DuckDbException(Instance.Text(error)) : null;
        }

        var rows = (int)Api.ChunkSize(chunk);
        var columns = new Column[_schema.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = VectorReader.Read(Api.ChunkVector(chunk, (ulong)i), _schema[i].Type, rows);
        Api.DestroyChunk(ref chunk);
        return (columns, rows);
    }

    /// <summary>The rows of columns that are all text.</summary>
    public IEnumerable<string?[]> Texts()
    {
        while (Next() is var (columns, rows))
        {
            for (var row = 0; row < rows; row++) yield return Array.ConvertAll(columns, column => (string?)column.Boxed(row));
            foreach (var column in columns) column.Release();
        }
    }

    public void Dispose() => Api.DestroyResult(ref _result);

    private static DuckDbException Failed(nint statement)
    {
        var error = new DuckDbException(Instance.Text(Api.PrepareError(statement)));
        Api.DestroyPrepare(ref statement);
        return error;
    }
}
