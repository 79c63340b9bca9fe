using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>Closes an open database to the machine: to all files but some that are read, and to any other setting.</summary>
internal static class Confinement
{
    /// <param name="connection">Of the database, for all of its connections.</param>
    /// <param name="tables">Those that are Parquet stay readable.</param>
    public static void Apply(Connection connection, IEnumerable<QueryTable> tables)
    {
        var parquet = tables.Where(table => table.Table is null).Select(table => table.Path).ToList();
        var files = parquet.Where(IsFile).Select(Connection.Quote);
        var folders = parquet.Where(path => !IsFile(path)).Select(path => Connection.Quote(path + Path.DirectorySeparatorChar));
        connection.Run($"SET allowed_paths = [{string.Join(", ", files)}]");
        connection.Run($"SET allowed_directories = [{string.Join(", ", folders)}]");
        connection.Run("SET enable_external_access = false");
        connection.Run("SET lock_configuration = true");
    }

    /// <summary>One file of Parquet; otherwise a folder of such.</summary>
    public static bool IsFile(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
}
