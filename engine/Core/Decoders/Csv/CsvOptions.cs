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
}
