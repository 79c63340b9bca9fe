using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// Reads Parquet files, in the order of their paths, as one partition. Folders named key=value (a Hive layout) are
/// columns too.
/// </summary>
/// <example>
/// parquet:
///   path: "data/lake/**/*.parquet"
///   columns: { window_start: timestamp, cycle: int, PS1_avg: float }
/// </example>
public sealed record ParquetSourceOptions
{
    /// <summary>A file, a folder (all .parquet files below), or a pattern with <c>*</c>, <c>?</c> and <c>**</c>; or a list of these.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>Columns to read and their types; the files must have them, as these types or narrower ones.</summary>
    [NotEmpty]
    public required IReadOnlyDictionary<string, ColumnType> Columns { get; init; }

    /// <summary>Columns to sort all rows by, which holds them in memory or on disk; files in order of their paths when left out.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];
}

/// <summary>Positions are numbers of rows in the order read. The files are looked at when it runs, not before.</summary>
internal sealed class ParquetSource(ParquetSourceOptions options) : ISource
{
    private Schema _schema = null!;

    public bool IsBounded => true;

    public Schema? Bind(SourceBinding binding)
    {
        foreach (var same in options.Columns.Keys.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
            binding.Error(Codes.ParquetColumns, "columns", $"columns {string.Join(" and ", same.Select(name => $"'{name}'"))} differ in case only, which Parquet's readers do not tell apart.");
        for (var i = 0; i < options.OrderBy.Count; i++)
            if (!options.Columns.ContainsKey(options.OrderBy[i])) binding.Error(Codes.ParquetColumns, $"order_by[{i}]", $"order_by names '{options.OrderBy[i]}', which is none of the columns.");
        return _schema = new Schema(options.Columns.Select(column => new Field(column.Key, column.Value)));
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var spill = Directory.CreateTempSubdirectory("streamguard-").FullName;
        try
        {
            using var database = new Database(spill);
            var files = ParquetFiles.Find(database, options.Path);
            var partition = output.Open(string.Join(", ", options.Path));
            output.Expect(files.CountRows(database));
            await ReadAsync(database, files, partition, output, stop).ConfigureAwait(false);
            if (!stop.IsCancellationRequested) await output.FinishAsync(partition, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // To be stopped is no error.
        }
        finally
        {
            Directory.Delete(spill, recursive: true);
        }
    }

    private async Task ReadAsync(Database database, ParquetFiles files, SourcePartition partition, SourceOutput output, CancellationToken stop)
    {
        var position = partition.Position;
        using var query = new Query(database, files.Select(database, _schema, options.OrderBy, position), _schema);
        while (!stop.IsCancellationRequested && query.Next() is var (columns, rows))
        {
            var batch = new Batch(_schema, columns, rows, RowOrigin.Of(partition.Name, position, rows));
            position += rows;
            await output.WriteAsync(partition, batch, position, stop).ConfigureAwait(false);
        }
    }
}
