using System.Collections.Concurrent;
using StreamGuard.Contracts;
using StreamGuard.Host.Investigation;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Finds what can be asked for: what the sinks of the host's pipelines write, and what is in stores that the host file names.</summary>
internal sealed class StoredTables(PipelineHost host, ApiSettings settings, Asker asker, TimeProvider clock)
{
    // A table gets columns seldom, and asking for them costs as much as a page.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<StoredTable> Tables)> _known = new();

    /// <summary>Nothing that the host runs or names can keep anything.</summary>
    public bool AreNone => settings.Stores.Count == 0 && !host.Pipelines.Any(pipeline => pipeline.Status.Plan?.Tables.Count > 0);

    /// <summary>What there is now, of tables that something was written to.</summary>
    /// <exception cref="QueryException">A store cannot be asked.</exception>
    public async Task<IReadOnlyList<StoredTable>> FindAsync(CancellationToken stop)
    {
        var found = new List<StoredTable>();
        foreach (var (store, sinks) in Places()) found.AddRange(await OfAsync(store, sinks, stop).ConfigureAwait(false));
        return found;
    }

    /// <summary>Stores, and folders of Parquet, each with the sinks that write there.</summary>
    private IEnumerable<(string? Store, IReadOnlyList<Sink> Sinks)> Places()
    {
        var sinks = host.Pipelines.Select(pipeline => pipeline.Status).SelectMany(status => status.Plan?.Tables.Select(table => new Sink(table.Key, status.Name, table.Value)) ?? []).ToList();
        foreach (var store in settings.Stores.Concat(sinks.Where(sink => sink.Table.Table is not null).Select(sink => sink.Table.Path)).Distinct())
            yield return (store, [.. sinks.Where(sink => sink.Table.Table is not null && sink.Table.Path == store)]);
        foreach (var sink in sinks.Where(sink => sink.Table.Table is null).DistinctBy(sink => sink.Table)) yield return (null, [sink]);
    }

    private async Task<IReadOnlyList<StoredTable>> OfAsync(string? store, IReadOnlyList<Sink> sinks, CancellationToken stop)
    {
        // A store is made with its first row.
        if (store is not null && !File.Exists(store)) return [];
        var key = string.Join('\n', sinks.Select(sink => $"{sink.Pipeline}.{sink.Name}").Prepend(store));
        if (_known.TryGetValue(key, out var known) && clock.GetUtcNow() - known.At < Remembered) return known.Tables;
        var tables = store is null ? await OfFolderAsync(sinks[0], stop).ConfigureAwait(false) : await OfStoreAsync(store, sinks, stop).ConfigureAwait(false);
        _known[key] = (clock.GetUtcNow(), tables);
        return tables;
    }

    private async Task<IReadOnlyList<StoredTable>> OfStoreAsync(string store, IReadOnlyList<Sink> sinks, CancellationToken stop)
    {
        const string All = "select table_name, column_name, data_type from duckdb_columns() where database_name = current_database() and schema_name = 'main' and not internal order by table_name, column_index";
        var answer = await asker.AskAsync(new Question(All) { Store = store, Longest = settings.Time }, long.MaxValue, stop).ConfigureAwait(false);
        return
        [
            .. from table in Columns(answer)
               let sink = sinks.FirstOrDefault(sink => sink.Table.Table == table.Key)
               select new StoredTable(sink?.Name ?? table.Key, sink?.Pipeline, new QueryTable(store, table.Key), table.Value),
        ];
    }

    private async Task<IReadOnlyList<StoredTable>> OfFolderAsync(Sink sink, CancellationToken stop)
    {
        var question = new Question($"select table_name, column_name, data_type from duckdb_columns() where database_name = 'temp' and table_name = {Sql.Text(sink.Name)} order by column_index")
        {
            Tables = new Dictionary<string, QueryTable> { [sink.Name] = sink.Table },
            Longest = settings.Time,
        };
        var answer = await asker.AskAsync(question, long.MaxValue, stop).ConfigureAwait(false);
        return [.. Columns(answer).Select(table => new StoredTable(sink.Name, sink.Pipeline, sink.Table, table.Value))];
    }

    private static Dictionary<string, List<EvidenceColumn>> Columns(Answer answer) =>
        answer.Rows.GroupBy(row => row[0]!).ToDictionary(table => table.Key, table => table.Select(row => new EvidenceColumn(row[1]!, row[2]!)).ToList());

    /// <summary>A sink whose rows can be asked for.</summary>
    private sealed record Sink(string Name, string Pipeline, QueryTable Table);
}
