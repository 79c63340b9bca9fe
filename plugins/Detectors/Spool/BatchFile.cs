using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Spool;

/// <summary>
/// Batches in a file, one behind the other, column by column as they lie in memory: what waits until all rows are there need
/// not wait in memory. Of a row's origin its partition and place are kept, not its bytes. Gone with the process that made it.
/// </summary>
internal sealed class BatchFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly BinaryWriter _writer;

    /// <param name="folder">Where the file is made.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public BatchFile(string folder)
    {
        _path = Path.Combine(folder, $"streamguard-fit-{Guid.NewGuid():N}.rows");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 20, Options = FileOptions.DeleteOnClose };
        _file = new FileStream(_path, options);
        _writer = new BinaryWriter(_file);
    }

    public long Rows { get; private set; }

    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Append(Batch batch)
    {
        _writer.Write(batch.Rows);
        foreach (var column in batch.Columns) ColumnBytes.Write(_writer, column);
        OriginBytes.Write(_writer, batch.Origin);
        Rows += batch.Rows;
    }

    /// <summary>All batches in order, each held by the caller; to be read once, when all are in it.</summary>
    public IEnumerable<Batch> Read(Schema schema)
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        while (_file.Position < _file.Length)
        {
            var rows = reader.ReadInt32();
            var columns = new Column[schema.Count];
            for (var i = 0; i < columns.Length; i++) columns[i] = ColumnBytes.Read(reader, schema[i].Type, rows);
            yield return new Batch(schema, columns, rows, OriginBytes.Read(reader, rows));
        }
    }

    public void Dispose() => _file.Dispose();
}
