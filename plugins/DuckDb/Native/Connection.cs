using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>A connection to an open database. For one thread at a time; only <see cref="Interrupt"/> may come from another.</summary>
internal class Connection : IDisposable
{
    private static readonly Schema OneNumber = new([new("number", ColumnType.Int)]);

    private nint _handle;

    /// <param name="instance">An open database.</param>
    /// <param name="owns">The database is closed with the connection.</param>
    public Connection(Instance instance, bool owns = false)
    {
        Owned = owns ? instance : null;
        if (Api.Connect(instance.Handle, out _handle) != 0) throw new DuckDbException("no connection to the database");
    }

    public nint Handle => _handle;

    /// <summary>The database, where it is closed with the connection.</summary>
    protected Instance? Owned { get; }

    /// <summary>Runs statements whose results do not matter.</summary>
    public void Run(string sql)
    {
        var state = Api.Query(_handle, sql, out var result);
        var error = state == 0 ? null : Instance.Text(Api.ResultError(ref result));
        Api.DestroyResult(ref result);
        if (error is not null) throw new DuckDbException(error);
    }

    /// <summary>The one number that a statement gives; null when it is null.</summary>
    public long? Number(string sql)
    {
        using var query = new Query(this, sql, OneNumber);
        var (columns, _) = query.Next()!.Value;
        var number = columns[0].Boxed(0) is long found ? found : (long?)null;
        columns[0].Release();
        return number;
    }

    /// <summary>How many rows a FROM clause gives.</summary>
    public long Count(string from) => Number($"SELECT count(*) FROM {from}")!.Value;

    /// <summary>Ends the statement that runs, which then fails.</summary>
    public void Interrupt() => Api.Interrupt(_handle);

    public void Dispose()
    {
        Api.Disconnect(ref _handle);
        Owned?.Dispose();
    }

    /// <summary>A text as a literal of SQL.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A column's or table's name as an identifier of SQL.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
