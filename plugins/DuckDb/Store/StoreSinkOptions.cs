using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>
/// Writes rows to a table of an embedded store, one file of DuckDB's, which <c>streamguard query</c> asks in SQL, also while
/// the pipeline runs. The table is made when it is missing, and gets columns that are new. Several sinks of a pipeline may
/// write to tables of one file.
/// </summary>
/// <example>
/// store:
///   path: data/security.duckdb
///   table: anomalies
///   retention: { age: 30d, time: timestamp }
/// </example>
public sealed record StoreSinkOptions
{
    /// <summary>The file, which is made when it is missing.</summary>
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>The table. It is this sink's own: what others write to it may be lost.</summary>
    [NotEmpty]
    public required string Table { get; init; }

    /// <summary>
    /// Columns that tell rows apart: a row takes the place of the one with the same key, as revisions of a window do. Rows
    /// are added when left out.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Which rows go again; none when left out.</summary>
    public StoreRetention? Retention { get; init; }
}

/// <summary>Rows that are too old go when later ones are committed; their room in the file is used again.</summary>
public sealed record StoreRetention
{
    /// <summary>How far behind the newest row one may be, or behind the clock where the newest is ahead of it.</summary>
    [Positive]
    public required Duration Age { get; init; }

    /// <summary>The timestamp column that says how old a row is; rows without one stay.</summary>
    [NotEmpty]
    public required string Time { get; init; }
}
