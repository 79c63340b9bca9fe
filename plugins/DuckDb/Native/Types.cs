using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>
/// Our types in DuckDB and Parquet. A timestamp is an instant, so it is TIMESTAMPTZ (isAdjustedToUTC): readers show it in
/// the zone they like and never mistake it for local time. A duration is its microseconds as BIGINT, because
/// INTERVAL has milliseconds in Parquet; json is text.
/// </summary>
internal static class Types
{
    public static string Sql(ColumnType type) => type.Kind switch
    {
        Kind.Bool => "BOOLEAN",
        Kind.Int or Kind.Duration => "BIGINT",
        Kind.Float => "DOUBLE",
        Kind.Timestamp => "TIMESTAMPTZ",
        Kind.List => Sql(type.Element!) + "[]",
        _ => "VARCHAR",
    };

    /// <summary>A logical type, to be destroyed by the caller.</summary>
    public static nint Logical(ColumnType type)
    {
        if (type.Kind != Kind.List) return Api.CreateType(Of(type));
        var element = Logical(type.Element!);
        var list = Api.CreateListType(element);
        Api.DestroyType(ref element);
        return list;
    }

    private static DuckType Of(ColumnType type) => type.Kind switch
    {
        Kind.Bool => DuckType.Boolean,
        Kind.Int or Kind.Duration => DuckType.BigInt,
        Kind.Float => DuckType.Double,
        Kind.Timestamp => DuckType.TimestampTz,
        _ => DuckType.Varchar,
    };
}
