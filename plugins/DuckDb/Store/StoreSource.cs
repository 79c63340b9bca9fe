using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Questions;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>
/// Reads a table of an embedded store, or what a question in SQL gives, as it is when the run begins, as one partition.
/// While a pipeline of another process has the store open, that one hands over what it has committed; all of it has to be
/// taken within ten minutes.
/// </summary>
/// <example>
/// store:
///   path: data/security.duckdb
///   sql: "select * from anomalies where severity = 'high' order by timestamp"
///   columns: { timestamp: timestamp, user: string, severity: string }
/// </example>
public sealed record StoreSourceOptions
{
    /// <summary>The file.</summary>
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>The table to read, its rows in the order in which they were written; this or sql.</summary>
    public string? Table { get; init; }

    /// <summary>One SELECT; without ORDER BY a run that goes on from a checkpoint may find the rows in another order.</summary>
    public string? Sql { get; init; }

    /// <summary>Columns to read and their types; the table must have them, as these types or narrower ones.</summary>
    [NotEmpty]
    public required IReadOnlyDictionary<string, ColumnType> Columns { get; init; }
}

/// <summary>Positions are numbers of rows in the order read. The store is looked at when it runs, not before.</summary>
internal sealed class StoreSource(StoreSourceOptions options) : ISource
{
    private readonly StorePaths _paths = StorePaths.Of(options.Path);
    private Schema _schema = null!;

    public bool IsBounded => true;

    public Schema? Bind(SourceBinding binding)
    {
        StoreChecks.Columns(binding, options.Columns.Keys);
        if (string.IsNullOrWhiteSpace(options.Table) == string.IsNullOrWhiteSpace(options.Sql))
            binding.Error(Codes.StoreQuestion, "", $"a store is read by table or by sql: {(options.Table is null ? "neither is" : "both are")} written.", "Write one of them.");
        return _schema = new Schema(options.Columns.Select(column => new Field(column.Key, column.Value)));
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        try
        {
            using var store = await OpenAsync(output.Run, stop).ConfigureAwait(false);
            var partition = output.Open(options.Table ?? options.Sql!);
            await ReadAsync(store, partition, output, stop).ConfigureAwait(false);
            if (!stop.IsCancellationRequested) await output.FinishAsync(partition, stop).ConfigureAwait(false);
        }
        catch (Exception failed) when (stop.IsCancellationRequested && failed is OperationCanceledException or QueryException)
        {
            // To be stopped is no error.
        }
        catch (Exception failed) when (failed is QueryException or DuckDbException)
        {
            throw new IOException($"cannot read the store '{_paths.File}': {failed.Message}", failed);
        }
    }

    private async Task<IStoreReader> OpenAsync(RunContext run, CancellationToken stop)
    {
        try
        {
            return new OpenedStore(await ReadableStore.OpenAsync(_paths, run, stop).ConfigureAwait(false));
        }
        catch (StoreTakenException taken)
        {
            return new AskedStore(_paths, taken, stop);
        }
    }

    private async Task ReadAsync(IStoreReader store, SourcePartition partition, SourceOutput output, CancellationToken stop)
    {
        if (options.Sql is { } sql) store.Check(sql);
        var from = options.Table is { } table ? StoreTable.Of(table) : $"(\n{options.Sql!.TrimEnd().TrimEnd(';')}\n)";
        output.Expect(store.Count(from));
        var position = partition.Position;
        foreach (var (columns, rows) in store.Read(Select(store, from), position > 0 ? $"{from} OFFSET {position}" : from, _schema))
        {
            var batch = new Batch(_schema, columns, rows, RowOrigin.Of(partition.Name, position, rows));
            position += rows;
            await output.WriteAsync(partition, batch, position, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested) return;
        }
    }

    private List<string> Select(IStoreReader store, string from)
    {
        var there = store.Describe(from);
        return [.. _schema.Fields.Select(field => ParquetTypes.Read(field, there.GetValueOrDefault(field.Name)
            ?? throw new DuckDbException($"there is no column '{field.Name}', there are {string.Join(", ", there.Keys)}")))];
    }
}
