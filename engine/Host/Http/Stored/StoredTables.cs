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
        var sinks = Sinks();
        foreach (var store in Stores(sinks)) found.AddRange(await OfStoreAsync(store, [.. sinks.Where(sink => sink.IsIn(store))], stop).ConfigureAwait(false));
        foreach (var sink in sinks.Where(sink => sink.Table.Table is null).DistinctBy(sink => sink.Table)) found.AddRange(OfFolder(sink));
        return found;
    }

    /// <summary>What a question in SQL can be put to.</summary>
    /// <param name="pipeline">Whose tables are meant; null for those of the one store there is.</param>
    /// <param name="store">Name of a store's file; null for the pipeline's.</param>
    /// <exception cref="ApiException">There is none, or several.</exception>
    public (string? Store, IReadOnlyDictionary<string, QueryTable> Tables) Choose(string? pipeline, string? store)
    {
        var sinks = Sinks();
        var stores = Stores(sinks).Where(path => store is null || Path.GetFileName(path) == store).ToList();
        if (store is not null && stores.Count == 0) throw ApiException.Missing($"There is no store '{store}' here; there are {Names(Stores(sinks).Select(path => Path.GetFileName(path)))}.");
        if (pipeline is not null)
        {
            sinks = [.. sinks.Where(sink => sink.Pipeline == pipeline)];
            if (sinks.Count == 0) throw ApiException.Missing($"No pipeline '{pipeline}' of this host keeps anything that can be asked; there are {Names(Sinks().Select(sink => sink.Pipeline).Distinct())}.");
            stores = [.. stores.Where(path => sinks.Any(sink => sink.IsIn(path)))];
        }

        if (stores.Count > 1 || (stores.Count == 0 && pipeline is null))
            throw ApiException.Bad($"Say what is asked: pipeline, one of {Names(Sinks().Select(sink => sink.Pipeline).Distinct())}, or store, one of {Names(Stores(Sinks()).Select(path => Path.GetFileName(path)))}.");
        var chosen = stores.FirstOrDefault();
        var writers = sinks.Where(sink => chosen is null || sink.IsIn(chosen)).Select(sink => sink.Pipeline).ToHashSet();
        return (chosen, sinks.Where(sink => writers.Contains(sink.Pipeline) && (sink.Table.Table is null || sink.IsIn(chosen))).DistinctBy(sink => sink.Name).ToDictionary(sink => sink.Name, sink => sink.Table));
    }

    private List<Sink> Sinks() =>
    [
        .. from pipeline in host.Pipelines
           let status = pipeline.Status
           from node in status.Plan?.Nodes ?? []
           where node.Query is not null
           select new Sink(node.Name, status.Name, node.Query!, node.Schema),
    ];

    private List<string> Stores(List<Sink> sinks) => [.. settings.Stores.Concat(sinks.Where(sink => sink.Table.Table is not null).Select(sink => sink.Table.Path)).Distinct()];

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));

    private async Task<IReadOnlyList<StoredTable>> OfStoreAsync(string store, IReadOnlyList<Sink> sinks, CancellationToken stop)
    {
        // A store is made with its first row.
        if (!File.Exists(store)) return [];
        var key = string.Join('\n', sinks.Select(sink => $"{sink.Pipeline}.{sink.Name}").Prepend(store));
        if (_known.TryGetValue(key, out var known) && clock.GetUtcNow() - known.At < Remembered) return known.Tables;
        const string All = "select table_name, column_name, data_type from duckdb_columns() where database_name = current_database() and schema_name = 'main' and not internal order by table_name, column_index";
        var answer = await asker.AskAsync(new Question(All) { Store = store, Longest = settings.Time }, long.MaxValue, stop).ConfigureAwait(false);
        IReadOnlyList<StoredTable> tables =
        [
            .. from table in Columns(answer)
               let sink = sinks.FirstOrDefault(sink => sink.Table.Table == table.Key)
               select new StoredTable(sink?.Name ?? table.Key, sink?.Pipeline, new QueryTable(store, table.Key), table.Value),
        ];
        _known[key] = (clock.GetUtcNow(), tables);
        return tables;
    }

    /// <summary>By the plan: to ask for columns would open every file.</summary>
    private static IEnumerable<StoredTable> OfFolder(Sink sink)
    {
        var path = sink.Table.Path;
        var isThere = File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFiles(path, "*.parquet", SearchOption.AllDirectories).Any());
        if (isThere) yield return new StoredTable(sink.Name, sink.Pipeline, sink.Table, [.. sink.Schema.Fields.Select(field => new EvidenceColumn(field.Name, field.Type.Kind == Kind.Timestamp ? "TIMESTAMP" : field.Type.ToString()))]);
    }

    private static Dictionary<string, List<EvidenceColumn>> Columns(Answer answer) =>
        answer.Rows.GroupBy(row => row[0]!).ToDictionary(table => table.Key, table => table.Select(row => new EvidenceColumn(row[1]!, row[2]!)).ToList());

    /// <summary>A sink whose rows can be asked for.</summary>
    private sealed record Sink(string Name, string Pipeline, QueryTable Table, Schema Schema)
    {
        public bool IsIn(string? store) => Table.Table is not null && Table.Path == store;
    }
}
