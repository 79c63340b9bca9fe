using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>A table in a file, read whole before the first row. An empty cell is null unless it is quoted; blank lines are left out.</summary>
public sealed record TableOptions
{
    /// <summary>The file, relative to the working directory; unpacked where it ends in .gz or .xz.</summary>
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>csv (commas, RFC 4180) or tsv (tab stops); unless said otherwise tsv where the path ends in .tsv or .txt, before .gz or .xz.</summary>
    public TableFormat? Format { get; init; }

    /// <summary>The first line names the columns; without it <c>columns</c> must name all, in order.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Name and type of each column to read.</summary>
    [NotEmpty]
    public required IReadOnlyDictionary<string, ColumnType> Columns { get; init; }

    /// <summary>Adds a column of this name: the row's number in the table, counted from 0 without the header.</summary>
    public string? RowNumber { get; init; }

    /// <summary>The columns that <c>on</c> is matched with, in its order; unless written, those of the same names. A key may stand in the table once.</summary>
    public IReadOnlyList<string>? Key { get; init; }
}

/// <summary>How a table is written.</summary>
public enum TableFormat
{
    /// <summary>Commas between cells.</summary>
    Csv,

    /// <summary>Tab stops between cells.</summary>
    Tsv,
}
