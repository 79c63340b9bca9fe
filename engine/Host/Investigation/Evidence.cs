using StreamGuard.Contracts;

namespace StreamGuard.Host.Investigation;

/// <summary>What pipelines have written, as far as it is there, and questions to it.</summary>
/// <param name="engine">Answers.</param>
/// <param name="store">Full path of the store; null for none.</param>
/// <param name="tables">What can be asked for.</param>
/// <param name="stop">Ends every question.</param>
internal sealed class Evidence(IQueryEngine engine, string? store, IReadOnlyDictionary<string, QueryTable> tables, CancellationToken stop)
{
    /// <summary>The tables that are there, with their columns; one that nothing was written to yet is not.</summary>
    /// <exception cref="QueryException">The store cannot be asked.</exception>
    public IReadOnlyList<EvidenceTable> Tables()
    {
        if (tables.Count == 0) return [];
        var names = string.Join(", ", tables.Keys.Select(Sql.Text));
        var (_, rows) = Ask($"select database_name, table_name, column_name, data_type from duckdb_columns() where table_name in ({names}) and schema_name = 'main' order by database_name, table_name, column_index");
        var order = tables.Keys.ToList();
        // A view by the name of a sink stands before a table of the store that happens to have it.
        return
        [
            .. rows.GroupBy(row => row[1]!).OrderBy(named => order.IndexOf(named.Key)).Select(named => (Name: named.Key, Rows: named.GroupBy(row => row[0]!).OrderBy(each => each.Key != "temp").First()))
                .Select(table => new EvidenceTable(table.Name, tables[table.Name], [.. table.Rows.Select(row => new EvidenceColumn(row[2]!, row[3]!))])),
        ];
    }

    /// <summary>The whole answer to a question.</summary>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    public (IReadOnlyList<QueryColumn> Columns, List<string?[]> Rows) Ask(string sql)
    {
        using var answer = engine.Ask(new Question(sql) { Store = store, Tables = tables, Longest = TimeSpan.FromMinutes(2) }, stop);
        var rows = new List<string?[]>();
        while (answer.Next() is { } row) rows.Add(row);
        return (answer.Columns, rows);
    }
}

/// <summary>A table that is there.</summary>
/// <param name="Name">The sink that writes it, by which it is asked.</param>
/// <param name="Source">Where it is.</param>
/// <param name="Columns">In their order.</param>
internal sealed record EvidenceTable(string Name, QueryTable Source, IReadOnlyList<EvidenceColumn> Columns)
{
    /// <summary>For the reader: the table in the store, or the folder.</summary>
    public string Title => Source.Table ?? Name;

    /// <summary>The column with the time of a row: <c>timestamp</c>, or the first that is a time; null when none is.</summary>
    public string? Time => (Columns.FirstOrDefault(column => column is { IsTime: true, Name: "timestamp" }) ?? Columns.FirstOrDefault(column => column.IsTime))?.Name;

    /// <summary>What a rule has emitted, rather than what has happened.</summary>
    public bool HasAlerts => Has("rule");

    public bool Has(string column) => Columns.Any(each => each.Name == column);
}

/// <summary>A column of a table that is there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As DuckDB calls it.</param>
internal sealed record EvidenceColumn(string Name, string Type)
{
    public bool IsTime => Type.StartsWith("TIMESTAMP", StringComparison.Ordinal);

    public bool IsNumber => Type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "FLOAT" or "DOUBLE" || Type.StartsWith("DECIMAL", StringComparison.Ordinal);
}
