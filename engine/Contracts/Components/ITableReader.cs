namespace StreamGuard.Contracts;

/// <summary>A way to read a table whole, for lookups: a format of files, or a database that is asked. Stateless; called by any thread.</summary>
public interface ITableReader
{
    /// <summary>As under <c>format</c> of a table; a database's key there.</summary>
    string Name { get; }

    /// <summary>Why it can never be read as it is asked for, whatever there is to read, in words for people; null where it may be. Touches nothing.</summary>
    string? WhyNot(TableRequest request) => null;

    /// <summary>
    /// Reads the table. What it throws says what is wrong in words for people, with the file and line where there are any.
    /// </summary>
    TableRows Read(TableRequest request);
}

/// <summary>A table to be read.</summary>
public sealed record TableRequest
{
    /// <summary>The file; null for a query.</summary>
    public string? Path { get; init; }

    /// <summary>The query; null for a file.</summary>
    public string? Sql { get; init; }

    /// <summary>Where the query is asked: a file, or a connection string, which is a secret; null for the reader's own place.</summary>
    public string? Database { get; init; }

    /// <summary>In a document, where its rows stand: <c>a.b[0]</c>; null for the document itself.</summary>
    public string? Rows { get; init; }

    /// <summary>The first line names the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>The columns wanted, in order.</summary>
    public required IReadOnlyList<ColumnSpec> Columns { get; init; }
}

/// <summary>A table that was read.</summary>
/// <param name="Rows">Its rows, the columns those asked for; held by the caller.</param>
/// <param name="Hash">SHA-256 of its text; null where it has none that is the same for the same rows.</param>
public sealed record TableRows(Batch Rows, byte[]? Hash)
{
    /// <summary>Where a row stands, in words: "line 3"; null where rows have no place.</summary>
    public Func<int, string>? PlaceOf { get; init; }
}
