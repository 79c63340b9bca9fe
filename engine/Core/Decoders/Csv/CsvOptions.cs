using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>
/// Tables as RFC 4180 has them: cells in quotes may hold delimiters, line ends and doubled quotes. An unquoted empty
/// cell is null, a quoted one is ''. Columns are found by the header's names (a column's <c>from</c>, or its own name),
/// or by their order where there is no header. A row with another number of cells than the first is a bad row. Floats
/// may be written nan and inf; list and json columns hold JSON.
/// </summary>
/// <example>
/// csv: { delimiter: tab, nulls: [NA] }
/// </example>
public sealed record CsvOptions
{
    /// <summary>The first record of a file names the cells; without it the columns are the cells, in order.</summary>
    public bool Header { get; init; } = true;

    /// <summary>What stands between cells.</summary>
    public Delimiter Delimiter { get; init; }

    /// <summary>Unquoted texts that stand for null, as the empty one does.</summary>
    public IReadOnlyList<string> Nulls { get; init; } = [];

    /// <summary>What a column is that the header does not name: error refuses the file, null makes it null in every row, as long as one of the columns is there.</summary>
    public CsvMissing Missing { get; init; }

    /// <summary>Columns that say where a row stood and when it was, for recordings that do not say so themselves.</summary>
    public CsvRows? Rows { get; init; }
}

/// <summary>What a column is that the header does not name.</summary>
public enum CsvMissing
{
    /// <summary>The file is refused.</summary>
    Error,

    /// <summary>It is null in every row.</summary>
    Null,
}

/// <summary>Columns made of a row's place, behind those that are read.</summary>
public sealed record CsvRows
{
    /// <summary>Name for an int column: the row's number in its file, counted from 0 behind the header; bad and blank rows count.</summary>
    [NotEmpty]
    public string? Number { get; init; }

    /// <summary>Name for a text column: the file's name up to its first dot.</summary>
    [NotEmpty]
    public string? File { get; init; }

    /// <summary>Name for a timestamp column: start + number × every.</summary>
    [NotEmpty]
    public string? Time { get; init; }

    /// <summary>When the first row of each file was, in UTC where it names no zone: 2025-11-08T14:30:00Z.</summary>
    [NotEmpty]
    public string? Start { get; init; }

    /// <summary>How long after one row the next was.</summary>
    [Positive]
    public Duration? Every { get; init; }
}
