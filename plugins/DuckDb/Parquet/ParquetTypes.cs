using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>How a column of a file is read as a column of ours; nothing that could lose or invent a value is.</summary>
internal static class ParquetTypes
{
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"];

    /// <summary>An expression of the type that <see cref="Types"/> gives, timestamps as microseconds.</summary>
    /// <param name="field">What is asked for.</param>
    /// <param name="type">What is there, as DuckDB says it.</param>
    /// <exception cref="DuckDbException">The one cannot be read as the other.</exception>
    public static string Read(Field field, string type)
    {
        var name = Database.Name(field.Name);
        if (field.Type.Kind != Kind.List) return Fits(field.Type, type) ? Convert(name, field.Type) : throw Mismatch(field, type);
        if (!type.EndsWith("[]", StringComparison.Ordinal) || !Fits(field.Type.Element!, type[..^2])) throw Mismatch(field, type);
        return $"list_transform({name}, item -> {Convert("item", field.Type.Element!)})";
    }

    private static bool Fits(ColumnType wanted, string type) => wanted.Kind switch
    {
        Kind.Bool => type == "BOOLEAN",
        Kind.Int or Kind.Duration => Integers.Contains(type),
        Kind.Float => type is "DOUBLE" or "FLOAT" || Integers.Contains(type) || type.StartsWith("DECIMAL", StringComparison.Ordinal),
        Kind.Timestamp => type.StartsWith("TIMESTAMP", StringComparison.Ordinal) || type == "DATE",
        Kind.String => type is "VARCHAR" or "UUID" || type.StartsWith("ENUM", StringComparison.Ordinal),
        Kind.Json => type is "VARCHAR" or "JSON",
        _ => false,
    };

    private static string Convert(string value, ColumnType type) =>
        type.Kind == Kind.Timestamp ? $"epoch_us({value})" : $"CAST({value} AS {Types.Sql(type)})";

    private static DuckDbException Mismatch(Field field, string type) =>
        new($"column '{field.Name}' is {type} there and cannot be read as {field.Type}");
}
