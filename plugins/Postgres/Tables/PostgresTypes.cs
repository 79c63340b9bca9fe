using Npgsql.PostgresTypes;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Postgres.Tables;

/// <summary>
/// How a column of a query is read as a column of ours: converted by the server, so that few types come over. Nothing that
/// could lose or invent a value is read, but for a numeric's digits beyond those of a float.
/// </summary>
internal static class PostgresTypes
{
    private static readonly string[] Integers = ["int2", "int4", "int8"];
    private static readonly string[] Texts = ["text", "varchar", "bpchar", "name", "citext"];
    private static readonly string[] Written = ["uuid", "inet", "cidr", "macaddr", "macaddr8", "xml", "time"];

    /// <summary>An expression of one of the types that <see cref="Values"/> reads.</summary>
    /// <param name="column">What is asked for.</param>
    /// <param name="name">The column there, quoted.</param>
    /// <param name="type">What is there.</param>
    /// <exception cref="TableException">The one cannot be read as the other.</exception>
    public static string Read(ColumnSpec column, string name, PostgresType type)
    {
        if (column.Type.Kind != Kind.List) return Convert(column, column.Type, name, type) ?? throw Mismatch(column, type);
        if (type is not PostgresArrayType { Element: var element }) throw Mismatch(column, type);
        return Convert(column, column.Type.Element!, "item", element) is null ? throw Mismatch(column, type)
            : $"CAST({name} AS {Items(column.Type.Element!.Kind)}[])";
    }

    /// <summary>A converted value; null where the type does not fit.</summary>
    private static string? Convert(ColumnSpec column, ColumnType wanted, string value, PostgresType type)
    {
        var there = type.InternalName;
        var isList = column.Type.Kind == Kind.List;
        return wanted.Kind switch
        {
            Kind.Bool when there == "bool" => value,
            Kind.Int when Integers.Contains(there) => $"CAST({value} AS int8)",
            Kind.Float when there is "float4" or "float8" or "numeric" || Integers.Contains(there) => $"CAST({value} AS float8)",
            Kind.Timestamp when there == "timestamptz" => value,
            // Without a zone it is UTC, whatever the session's is. Items of a list cannot be told so.
            Kind.Timestamp when there is "timestamp" or "date" && !isList => $"(CAST({value} AS timestamp) AT TIME ZONE 'UTC')",
            Kind.Timestamp or Kind.Duration when Integers.Contains(there) && column.Unit is { } unit && !isList => $"CAST({Micros(value, unit)} AS int8)",
            Kind.Duration when there == "interval" => value,
            Kind.String when Texts.Contains(there) || Written.Contains(there) || type is PostgresEnumType => $"CAST({value} AS text)",
            Kind.Json when there is "json" or "jsonb" => $"CAST({value} AS text)",
            Kind.Json when Texts.Contains(there) && !isList => $"CAST(CAST({value} AS json) AS text)",
            _ => null,
        };
    }

    /// <summary>By numeric, which does not overflow on the way; the server refuses what is no bigint at the end.</summary>
    private static string Micros(string value, string unit) => unit switch
    {
        "s" => $"CAST({value} AS numeric) * 1000000",
        "ms" => $"CAST({value} AS numeric) * 1000",
        "ns" => $"floor(CAST({value} AS numeric) / 1000)",
        _ => value,
    };

    private static string Items(Kind kind) => kind switch
    {
        Kind.Bool => "bool",
        Kind.Int => "int8",
        Kind.Float => "float8",
        Kind.Timestamp => "timestamptz",
        Kind.Duration => "interval",
        _ => "text",
    };

    private static TableException Mismatch(ColumnSpec column, PostgresType type)
    {
        var needsUnit = column.Type.Kind is Kind.Timestamp or Kind.Duration && column.Unit is null && Integers.Contains(type.InternalName);
        var hint = needsUnit ? "give it a unit: s, ms, us or ns" : "cast it in the query, or give it the type it has";
        return new TableException($"column '{column.From ?? column.Name}' is {type.DisplayName} there and cannot be read as {column.Type}; {hint}");
    }
}
