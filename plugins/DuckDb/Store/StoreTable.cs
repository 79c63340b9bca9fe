using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>A table of a store as a sink wants it.</summary>
/// <param name="name">Its name.</param>
/// <param name="schema">The rows that go into it.</param>
internal sealed class StoreTable(string name, Schema schema)
{
    private static readonly Schema Described = new([new("name", ColumnType.String), new("type", ColumnType.String)]);

    /// <summary>The table as an identifier.</summary>
    public string Sql { get; } = Of(name);

    /// <summary>A table of the store as an identifier.</summary>
    public static string Of(string name) => $"main.{Connection.Name(name)}";

    /// <summary>Names of columns as they are listed in a statement.</summary>
    public static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(Connection.Name));

    /// <summary>Makes the table, or adds the columns it does not have yet. What the table has besides stays, and is null in new rows.</summary>
    /// <exception cref="IOException">A column there is of another type.</exception>
    public void Match(Connection connection)
    {
        var there = Columns(connection, name);
        if (there.Count == 0)
        {
            connection.Run($"CREATE TABLE {Sql} ({string.Join(", ", schema.Fields.Select(Define))})");
            return;
        }

        var changed = schema.Fields.Where(field => there.TryGetValue(field.Name, out var type) && type != StoreTypes.Shown(field.Type)).ToList();
        if (changed.Count > 0)
            throw new IOException(
                $"the table '{name}' has {string.Join(" and ", changed.Select(field => $"'{field.Name}' as {there[field.Name]}, where the rows have {field.Type} ({StoreTypes.Shown(field.Type)})"))}: " +
                "a column's type is not changed; write to another table, or name the column otherwise");
        foreach (var field in schema.Fields.Where(field => !there.ContainsKey(field.Name))) connection.Run($"ALTER TABLE {Sql} ADD COLUMN {Define(field)}");
    }

    /// <summary>Types by name of a table's columns; none when there is no such table.</summary>
    public static Dictionary<string, string> Columns(Connection connection, string table)
    {
        using var query = new Query(
            connection,
            $"SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main' AND table_name = {Connection.Quote(table)} ORDER BY column_index",
            Described);
        return query.Texts().ToDictionary(row => row[0]!, row => row[1]!, StringComparer.OrdinalIgnoreCase);
    }

    private static string Define(Field field) => $"{Connection.Name(field.Name)} {Types.Sql(field.Type)}";
}
