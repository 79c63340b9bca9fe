using System.Runtime.InteropServices;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>An in-memory database with one connection. Not to be used by two threads at once.</summary>
internal sealed class Database : IDisposable
{
    // Frugal on purpose: it writes and reads files beside a stream that needs the cores and the memory itself. Nothing
    // is fetched from the network, and what is large goes through its own temporary files instead of memory.
    private static readonly (string Name, string Value)[] Settings =
    [
        ("threads", "1"),
        ("memory_limit", "192MB"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("preserve_insertion_order", "true"),
    ];

    private nint _database;
    private nint _connection;

    /// <param name="temporary">Folder for what does not fit into memory; made when needed.</param>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public Database(string temporary)
    {
        var config = Configure(temporary);
        var state = Api.Open(":memory:", out _database, config, out var error);
        Api.DestroyConfig(ref config);
        if (state != 0)
        {
            var message = Text(error);
            Api.Free(error);
            throw new DuckDbException(message);
        }

        if (Api.Connect(_database, out _connection) != 0) throw new DuckDbException("no connection to the database in memory");
    }

    public nint Connection => _connection;

    /// <summary>Runs statements whose results do not matter.</summary>
    public void Run(string sql)
    {
        var state = Api.Query(_connection, sql, out var result);
        var error = state == 0 ? null : Text(Api.ResultError(ref result));
        Api.DestroyResult(ref result);
        if (error is not null) throw new DuckDbException(error);
    }

    public void Dispose()
    {
        Api.Disconnect(ref _connection);
        Api.Close(ref _database);
    }

    /// <summary>A text as a literal of SQL.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A column's name as an identifier of SQL.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "unknown error";

    private static nint Configure(string temporary)
    {
        try
        {
            _ = Api.CreateConfig(out var config);
            foreach (var (name, value) in Settings)
                if (Api.SetConfig(config, name, value) != 0) throw new DuckDbException($"{name} is no setting");
            _ = Api.SetConfig(config, "temp_directory", temporary);
            return config;
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                "the DuckDb plugin's native library 'duckdb' is missing: run plugins/native/fill-feed, which says why, and build again", missing);
        }
    }
}
