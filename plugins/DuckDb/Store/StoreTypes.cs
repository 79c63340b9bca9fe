using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>Types of columns as DuckDB shows them.</summary>
internal static class StoreTypes
{
    private static readonly Schema Described = new([new("name", ColumnType.String), new("type", ColumnType.String)]);

    public static string Shown(ColumnType type) => type.Kind switch
    {
        Kind.Timestamp => "TIMESTAMP WITH TIME ZONE",
        Kind.List => Shown(type.Element!) + "[]",
        _ => Types.Sql(type),
    };

    /// <summary>Types by name of what a FROM clause gives, in order.</summary>
    public static Dictionary<string, string> Describe(Connection connection, string from)
    {
        using var query = new Query(connection, $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})", Described);
        return query.Texts().ToDictionary(row => row[0]!, row => row[1]!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The schema of rows that <see cref="Types"/> gave their types.</summary>
    public static Schema SchemaOf(Connection connection, string from) =>
        new(Describe(connection, from).Select(column => new Field(column.Key, Of(column.Value))));

    private static ColumnType Of(string shown) => shown switch
    {
        "BOOLEAN" => ColumnType.Bool,
        "BIGINT" => ColumnType.Int,
        "DOUBLE" => ColumnType.Float,
        "TIMESTAMP WITH TIME ZONE" => ColumnType.Timestamp,
        _ when shown.EndsWith("[]", StringComparison.Ordinal) => ColumnType.ListOf(Of(shown[..^2])),
        _ => ColumnType.String,
    };
}
