using Microsoft.AspNetCore.Mvc;
using StreamGuard.Host.Investigation;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Lists of rows out of all tables of a kind.</summary>
internal sealed class StoredLists(StoredTables tables, RowPages pages, ApiSettings settings)
{
    /// <summary>One page of a list.</summary>
    /// <param name="asked">Which rows.</param>
    /// <param name="question">Which list, and what else was asked: a cursor goes on with this only.</param>
    /// <param name="condition">Of a table: what its rows must meet, over the table t; null when none is meant.</param>
    /// <param name="view">How a row is told.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ApiException">It cannot be asked so.</exception>
    /// <exception cref="Contracts.QueryException">A store cannot be asked.</exception>
    public async Task<PageView<T>> ReadAsync<T>(RowsAsked asked, string question, Func<StoredTable, string?> condition, Func<RowPages.PlacedRow, T> view, CancellationToken stop)
    {
        var period = new Period(asked.From?.Read("from"), asked.Until?.Read("until"));
        if (period.From > period.Until) throw ApiException.Bad("from is behind until: no row can be between them.");
        var rows = Limit.Of(asked.Limit, settings.Rows);
        question = $"{question}\n{asked.From?.Text}\n{asked.Until?.Text}\n{asked.User}\n{string.Join('\n', asked.Key ?? [])}\n{asked.Pipeline}\n{asked.Table}";
        var cursor = Cursor.Read(asked.Cursor, question);
        var keys = asked.Keys();
        if (tables.AreNone) throw ApiException.Missing("Nothing that this host runs keeps rows that can be asked for: a sink 'store' or 'parquet' in a pipeline does, or a store named under api: stores: in the host file.");
        var parts = (await tables.FindAsync(stop).ConfigureAwait(false))
            .Where(table => (asked.Pipeline is null || table.Pipeline == asked.Pipeline) && (asked.Table is null || table.Name == asked.Table) && keys.All(key => table.Has(key.Column)))
            .Select(table => (Table: table, Condition: condition(table)))
            .Where(part => part.Condition is not null)
            .Select(part => (part.Table, string.Join(" and ", keys.Select(key => key.Condition).Prepend(part.Condition))))
            .ToList();
        var (found, last) = await pages.ReadAsync(parts, period, cursor, rows, stop).ConfigureAwait(false);
        return new PageView<T>([.. found.Select(view)], last?.Write(question));
    }
}

/// <summary>Which rows of a list are wanted.</summary>
internal sealed record RowsAsked
{
    /// <summary>The first moment; without a zone it is UTC.</summary>
    [FromQuery(Name = "from")]
    public Moment? From { get; init; }

    /// <summary>The first moment behind the last.</summary>
    [FromQuery(Name = "until")]
    public Moment? Until { get; init; }

    /// <summary>Whom they are about: their column user.</summary>
    [FromQuery(Name = "user")]
    public string? User { get; init; }

    /// <summary>The same by any column, as source_ip=10.0.0.1; of several each must hold.</summary>
    [FromQuery(Name = "key")]
    public string[]? Key { get; init; }

    /// <summary>Only what this pipeline has written.</summary>
    [FromQuery(Name = "pipeline")]
    public string? Pipeline { get; init; }

    /// <summary>Only what this sink has written.</summary>
    [FromQuery(Name = "table")]
    public string? Table { get; init; }

    /// <summary>Most rows of the page.</summary>
    [FromQuery(Name = "limit")]
    public Limit? Limit { get; init; }

    /// <summary>'next' of the page before; none for the first page. From page to page only limit may change.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>What user and key ask for.</summary>
    /// <exception cref="ApiException">A key is no key.</exception>
    public IReadOnlyList<Key> Keys()
    {
        var keys = new List<Key>();
        if (User is not null) keys.Add(new Key("user", User));
        foreach (var key in Key ?? []) keys.Add(Investigation.Key.Parse(key) ?? throw ApiException.Bad($"key={key}: write column=value, as key=source_ip%3D10.0.0.1."));
        return keys;
    }
}
