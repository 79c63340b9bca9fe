namespace StreamGuard.Contracts;

/// <summary>
/// Answers questions in SQL over what pipelines have written, and changes nothing. A question sees what was committed; where
/// a pipeline has the store open, the engine asks that pipeline.
/// </summary>
public interface IQueryEngine
{
    /// <summary>What it is registered by.</summary>
    string Name { get; }

    /// <summary>Begins to answer. The rows come as they are asked for.</summary>
    /// <param name="question">What is asked, and how much of an answer is wanted.</param>
    /// <param name="stop">Ends the wait, and the answer.</param>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    IQueryAnswer Ask(Question question, CancellationToken stop);
}

/// <summary>An answer under way; disposing of it ends the work on it.</summary>
public interface IQueryAnswer : IDisposable
{
    IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>The next row as text, a null for each null; null behind the last one.</summary>
    /// <exception cref="QueryException">It failed on its way, or took too long.</exception>
    string?[]? Next();

    /// <summary>There were more rows than were wanted.</summary>
    bool IsCut { get; }
}

/// <summary>A question in SQL.</summary>
/// <param name="Sql">One SELECT (or FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE).</param>
public sealed record Question(string Sql)
{
    /// <summary>The store's file; null for none.</summary>
    public string? Store { get; init; }

    /// <summary>Names for what pipelines have written: tables of the store, and files or folders of Parquet.</summary>
    public IReadOnlyDictionary<string, QueryTable> Tables { get; init; } = new Dictionary<string, QueryTable>();

    /// <summary>Rows wanted at most.</summary>
    public long MostRows { get; init; } = long.MaxValue;

    /// <summary>How long the work on it may take.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What a sink writes that can be asked for.</summary>
/// <param name="Path">Full path of a store's file, or of a file or folder of Parquet.</param>
/// <param name="Table">The table in the store; null for Parquet.</param>
public sealed record QueryTable(string Path, string? Table);

/// <summary>A column of an answer.</summary>
/// <param name="Name">As the question names it.</param>
/// <param name="Kind">How its texts are to be read.</param>
public sealed record QueryColumn(string Name, QueryKind Kind);

/// <summary>How the texts of an answer are to be read.</summary>
public enum QueryKind
{
    Text,

    /// <summary>A number as JSON has it, or NaN, Infinity, -Infinity.</summary>
    Number,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>A text of JSON: a list, a record.</summary>
    Json,
}

/// <summary>A question that was not answered.</summary>
/// <param name="message">Why, for whoever asked.</param>
/// <param name="isRefused">The question, or what it is put to, is at fault; otherwise the work on it failed.</param>
public sealed class QueryException(string message, bool isRefused) : Exception(message)
{
    public bool IsRefused { get; } = isRefused;

    /// <summary>The work on it took longer than it might.</summary>
    public bool IsLate { get; init; }
}
