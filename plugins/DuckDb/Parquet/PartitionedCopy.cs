using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// Writes rows to a file a partition. DuckDB keeps a vector of 16 kB a column for each partition it writes at a time;
/// beyond a number of them the rows are sorted into slices of few partitions, on disk, and written slice by slice.
/// </summary>
/// <param name="database">Has the rows.</param>
/// <param name="partitioning">What makes a partition.</param>
/// <param name="columns">How many a row has.</param>
internal sealed class PartitionedCopy(Database database, Partitioning partitioning, int columns)
{
    private const int BytesOfVector = 2048 * sizeof(long);
    private const int MostBytes = 16 << 20;
    private const int MostOpenFiles = 100;
    private const int RowsToSkip = 8192;

    // Names that no column of a pipeline has: a space in them is possible, our own name before it unlikely.
    private const string Slice = "\"streamguard slice\"";
    private const string Row = "\"streamguard row\"";

    private static readonly Schema Counted = new([new("partitions", ColumnType.Int)]);

    /// <param name="rows">A table or a subquery.</param>
    /// <param name="folder">Takes the folders of partitions.</param>
    /// <param name="format">Options of COPY.</param>
    /// <param name="rowsInGroup">Rows that are collected over all partitions before they are written.</param>
    public void Run(string rows, string folder, string format, long rowsInGroup)
    {
        var made = $"(SELECT {partitioning.SelectList} FROM {rows})";
        var to = $"{Database.Quote(folder)} ({format}, PARTITION_BY ({partitioning.Names}), FILE_EXTENSION 'part', OVERWRITE_OR_IGNORE)";
        var most = Math.Clamp(MostBytes / (BytesOfVector * columns), 1, MostOpenFiles);
        database.Run($"SET partitioned_write_flush_threshold = {rowsInGroup}");
        var partitions = Count(made);
        if (partitions <= most)
        {
            database.Run($"COPY {made} TO {to}");
            return;
        }

        var sorted = Path.Combine(folder, "sorted.rows");
        Sort(made, sorted, most);
        for (var slice = 0; slice * most < partitions; slice++)
            database.Run($"COPY (SELECT * EXCLUDE ({Slice}, {Row}) FROM read_parquet({Database.Quote(sorted)}) WHERE {Slice} = {slice}) TO {to}");
        File.Delete(sorted);
    }

    /// <summary>By slice, and in it in the order the rows have; groups are small, so that a slice is found without reading all.</summary>
    private void Sort(string made, string sorted, int most)
    {
        var same = string.Join(" AND ", partitioning.Columns.Select(name => $"rows.{name} IS NOT DISTINCT FROM slices.{name}"));
        var slices = $"(SELECT *, (row_number() OVER () - 1) // {most} AS {Slice} FROM (SELECT DISTINCT {partitioning.Names} FROM {made} ORDER BY ALL))";
        var numbered = $"(SELECT *, row_number() OVER () AS {Row} FROM {made})";
        database.Run(
            $"COPY (SELECT rows.*, {Slice} FROM {numbered} AS rows JOIN {slices} AS slices ON {same} ORDER BY {Slice}, {Row}) " +
            $"TO {Database.Quote(sorted)} (FORMAT parquet, ROW_GROUP_SIZE {RowsToSkip})");
    }

    private long Count(string made)
    {
        using var query = new Query(database, $"SELECT count(*) FROM (SELECT DISTINCT {partitioning.Names} FROM {made})", Counted);
        var (found, _) = query.Next()!.Value;
        var partitions = ((FixedColumn<long>)found[0]).Values[0];
        found[0].Release();
        return partitions;
    }
}
