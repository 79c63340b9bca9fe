using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>Makes parts of pending rows: the open side of a sink, with its database and its folder.</summary>
internal sealed class PartWriter : IDisposable
{
    private readonly Target _target;
    private readonly Partitioning _partitioning;
    private readonly Database _database;
    private readonly RunFolder _folder;
    private readonly PartitionedCopy _partitions;

    public PartWriter(Target target, Partitioning partitioning, RunFolder folder, Schema schema, ParquetCompression codec)
    {
        (_target, _partitioning, _folder) = (target, partitioning, folder);
        _database = new Database(Path.Combine(folder.Path, "spill"));
        Pending = new PendingRows(_database, schema, folder, codec.ToString());
        _partitions = new PartitionedCopy(_database, partitioning, schema.Count);
    }

    public PendingRows Pending { get; }

    /// <summary>Writes all pending rows to parts, durable but not visible when this returns.</summary>
    /// <param name="epoch">That the parts are committed with.</param>
    /// <returns>The parts, and the files that are needed no more once they are committed.</returns>
    public (IReadOnlyList<Part> Parts, IReadOnlyList<string> Used) Roll(long epoch)
    {
        var work = Path.Combine(_folder.Path, $"epoch-{epoch}");
        // Of a call that found the disk full.
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        FaultPoints.Reach("parquet.write.before");
        var rows = Pending.Read();
        if (_partitioning.IsPartitioned) _partitions.Run(rows, work, Pending.Format, Pending.RowsInGroup);
        else _database.Run($"COPY {rows} TO {Database.Quote(Path.Combine(work, "rows.part"))} ({Pending.Format})");
        FaultPoints.Reach("parquet.write.after");

        var files = Directory.GetFiles(work, "*.part", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        Durable.Flush(files, [.. Directory.GetDirectories(work, "*", SearchOption.AllDirectories), work, _folder.Path]);
        var used = Pending.Clear();
        return ([.. files.Select((file, number) => PartOf(work, file, epoch, number))], used);
    }

    public void Dispose()
    {
        Pending.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    private Part PartOf(string work, string file, long epoch, int number)
    {
        var partition = Path.GetRelativePath(work, Path.GetDirectoryName(file)!);
        return new Part(file, _target.PathOf(partition == "." ? "" : partition, _folder.Generation, epoch, number));
    }
}
