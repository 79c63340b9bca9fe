using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>
/// A table in a file or a database, read whole before the first row. In csv and tsv an empty cell is null unless it is
/// quoted, and blank lines are left out; json is an array of objects, one object, or objects one after another.
/// </summary>
[ExactlyOneOf("path", "sql")]
public sealed record TableOptions
{
    /// <summary>The file, relative to the working directory; csv, tsv and json are unpacked where it ends in .gz or .xz.</summary>
    [NotEmpty]
    public string? Path { get; init; }

    /// <summary>A query whose rows are the table; asked of <c>postgres</c> or <c>duckdb</c>, and of DuckDB without a database, which reads files, where neither is written.</summary>
    [NotEmpty]
    public string? Sql { get; init; }

    /// <summary>With sql: the file of a DuckDB database, opened to read.</summary>
    [NotEmpty]
    public string? Duckdb { get; init; }

    /// <summary>With sql: connection string of a PostgreSQL database, with the keys of Npgsql: <c>Host=…;Database=…;Username=…;Password=${NAME}</c>, or <c>Passfile=</c> with the path of a .pgpass file in the password's place; <c>Command Timeout=</c> is how many seconds an answer may take, 30 unless said otherwise. The query is one statement that changes nothing. A numeric is read as a float, a timestamp without a zone as UTC.</summary>
    [NotEmpty, Secret]
    public string? Postgres { get; init; }

    /// <summary>csv (commas, RFC 4180), tsv (tab stops), json, parquet; unless said otherwise by how the path ends, before .gz or .xz: .tsv and .txt are tsv, .jsonl and .ndjson json, and what is not known is csv.</summary>
    public string? Format { get; init; }

    /// <summary>In json, where the rows stand: <c>baseline.features</c>; an array of objects, or an object, which is one row.</summary>
    [NotEmpty]
    public string? Rows { get; init; }

    /// <summary>In csv and tsv, the first line names the columns; without it <c>columns</c> must name all, in order.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Name and type of each column to read, or a map with more; <c>from</c> is its path in a row of json, elsewhere its name there.</summary>
    [NotEmpty]
    public required IReadOnlyDictionary<string, ColumnOptions> Columns { get; init; }

    /// <summary>Adds a column of this name: the row's number in the table, counted from 0 without the header.</summary>
    public string? RowNumber { get; init; }

    /// <summary>The columns that <c>on</c> is matched with, in its order; unless written, those of the same names. A key may stand in the table once.</summary>
    public IReadOnlyList<string>? Key { get; init; }
}
