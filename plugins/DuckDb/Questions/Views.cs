using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>Names for what pipelines have written, as views that only one connection sees.</summary>
internal static class Views
{
    /// <param name="connection">Gets the views.</param>
    /// <param name="tables">What there is by name; a table of the store that is not there yet, and a folder without a file, have none.</param>
    public static void Make(Connection connection, IReadOnlyDictionary<string, QueryTable> tables)
    {
        foreach (var (name, table) in tables)
        {
            if (From(connection, name, table) is { } from) connection.Run($"CREATE OR REPLACE TEMP VIEW {Connection.Name(name)} AS SELECT * FROM {from}");
        }
    }

    private static string? From(Connection connection, string name, QueryTable table)
    {
        if (table.Table is { } stored) return stored == name || StoreTable.Columns(connection, stored).Count == 0 ? null : StoreTable.Of(stored);
        if (Confinement.IsFile(table.Path)) return File.Exists(table.Path) ? $"read_parquet({Connection.Quote(table.Path)})" : null;
        // What is not whole yet has other endings.
        var files = Path.Combine(table.Path, "**", "*.parquet");
        return HasParts(table.Path) ? $"read_parquet({Connection.Quote(files)}, hive_partitioning = true, union_by_name = true)" : null;
    }

    private static bool HasParts(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any();
}
