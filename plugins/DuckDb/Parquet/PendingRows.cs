using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// Rows that belong to no part yet: the newest in memory, the older ones in files of the run's folder, which a
/// checkpoint names. Memory is bounded by <paramref name="mostInMemory"/>, whatever the size of parts.
/// </summary>
/// <param name="connection">Of this alone.</param>
/// <param name="schema">Of the rows.</param>
/// <param name="folder">Where the files lie.</param>
/// <param name="codec">Their compression.</param>
/// <param name="name">What the files' names begin with.</param>
/// <param name="mostInMemory">Bytes.</param>
internal sealed class PendingRows(Connection connection, Schema schema, RunFolder folder, string codec, string name = "pending", long mostInMemory = 16 << 20) : IDisposable
{
    private const int MostRowsInGroup = 122_880;

    private readonly RowTable _table = new(connection, "pending", schema);
    private readonly List<string> _files = [];
    private long _memory;
    private long _bytesOfRow = 1;
    private int _filesMade;

    /// <summary>Files with the older rows, in order.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Options of COPY for files of such rows.</summary>
    public string Format => $"FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE {RowsInGroup}";

    /// <summary>A group of rows is built in memory before it is written: the wider the rows, the fewer. Vectors have 2048.</summary>
    public long RowsInGroup => Math.Clamp(mostInMemory / _bytesOfRow / 2048 * 2048, 2048, MostRowsInGroup);

    public long Rows { get; private set; }

    /// <summary>The next rows come behind a <see cref="Spill"/>.</summary>
    public bool IsFull => _memory >= mostInMemory;

    /// <summary>Bytes on disk as they are there, those in memory uncompressed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes files of an earlier run over.</summary>
    public void Restore(IEnumerable<string> files, long rows)
    {
        _files.AddRange(files);
        Rows = rows;
        Bytes = _files.Sum(file => new FileInfo(file).Length);
    }

    public void Add(Batch batch)
    {
        // Before the rows are taken: a call that finds the disk full is made again.
        if (IsFull) Spill();
        var bytes = RowSize.Of(batch);
        _table.Append(batch);
        Rows += batch.Rows;
        Bytes += bytes;
        _memory += bytes;
        _bytesOfRow = Math.Max(1, bytes / Math.Max(1, batch.Rows));
    }

    /// <summary>Brings the rows in memory to a file of their own, durable when this returns.</summary>
    public void Spill()
    {
        if (_table.Rows == 0) return;
        var file = Path.Combine(folder.Path, $"{name}-{_filesMade + 1}.rows");
        _table.Flush();
        FaultPoints.Reach("parquet.write.before");
        connection.Run($"COPY pending TO {Connection.Quote(file)} ({Format})");
        FaultPoints.Reach("parquet.write.after");
        Durable.Flush([file], [folder.Path]);
        _table.Clear();
        _files.Add(file);
        _filesMade++;
        Bytes += new FileInfo(file).Length - _memory;
        _memory = 0;
    }

    /// <summary>All rows, as a statement reads them.</summary>
    public string Read()
    {
        _table.Flush();
        var files = string.Join(", ", _files.Select(Connection.Quote));
        return _files.Count == 0 ? "pending" : $"(SELECT * FROM read_parquet([{files}]) UNION ALL SELECT * FROM pending)";
    }

    /// <summary>Forgets all rows. Gives the files that held them, which stay for whoever still needs them.</summary>
    public IReadOnlyList<string> Clear()
    {
        _table.Clear();
        var used = _files.ToList();
        _files.Clear();
        Rows = Bytes = _memory = 0;
        return used;
    }

    public void Dispose() => _table.Dispose();
}
