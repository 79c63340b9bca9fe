using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>A store as a source reads it: what a FROM clause gives.</summary>
internal interface IStoreReader : IDisposable
{
    /// <summary>Throws where a statement does more than to read.</summary>
    /// <exception cref="QueryException">It does.</exception>
    void Check(string sql);

    /// <summary>DuckDB's types of the columns, by name, in order.</summary>
    Dictionary<string, string> Describe(string from);

    long Count(string from);

    /// <summary>Columns held by the caller, and how many rows they have.</summary>
    /// <param name="select">An expression for each column, of the type that <see cref="Parquet.ParquetTypes"/> gives it.</param>
    /// <param name="from">A FROM clause, and what comes behind it.</param>
    /// <param name="schema">Of the columns.</param>
    IEnumerable<(Column[] Columns, int Rows)> Read(IReadOnlyList<string> select, string from, Schema schema);
}
