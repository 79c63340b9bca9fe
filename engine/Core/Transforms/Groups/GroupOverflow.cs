using System.Buffers;
using System.Buffers.Binary;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>
/// Rows of keys that have no place in memory, on disk in parts by ranges of keys, so that parts can be worked off one after
/// another in the order of keys. All rows of a key are in one part, in the order they came.
/// </summary>
internal sealed class GroupOverflow : IDisposable
{
    private const int MostParts = 64;

    private readonly Schema _schema;
    private readonly byte[][] _bounds;
    private readonly FileStream?[] _files;
    private readonly List<int>[] _chosen;

    private GroupOverflow(Schema schema, byte[][] bounds)
    {
        (_schema, _bounds) = (schema, bounds);
        _files = new FileStream[bounds.Length + 1];
        _chosen = [.. Enumerable.Range(0, bounds.Length + 1).Select(_ => new List<int>())];
        Folder = Directory.CreateTempSubdirectory("streamguard-group-").FullName;
    }

    /// <summary>Where the rows are.</summary>
    public string Folder { get; }

    /// <summary>Parts, in the order of keys.</summary>
    public int Parts => _files.Length;

    /// <summary>Rows on disk.</summary>
    public long Rows { get; private set; }

    /// <summary>With parts into which keys like these fall about equally often.</summary>
    /// <param name="plan">The group's.</param>
    /// <param name="keys">Those known.</param>
    /// <param name="sorted">Their numbers, in the order of keys.</param>
    public static GroupOverflow Of(GroupPlan plan, KeyIndex keys, ReadOnlySpan<int> sorted)
    {
        var bounds = new List<byte[]>();
        for (var part = 1; part < MostParts && sorted.Length >= MostParts; part++)
            bounds.Add(keys.Key(sorted[(int)((long)sorted.Length * part / MostParts)]).ToArray());
        return new GroupOverflow(plan.Input, [.. bounds]);
    }

    /// <summary>Whether a key comes before the end of a part.</summary>
    public bool IsWithin(int part, ReadOnlySpan<byte> key) => part == _bounds.Length || key.SequenceCompareTo(_bounds[part]) < 0;

    /// <summary>Notes a row of the batch that is written next.</summary>
    public void Choose(int row, ReadOnlySpan<byte> key)
    {
        var (from, to) = (0, _bounds.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (IsWithin(middle, key)) to = middle;
            else from = middle + 1;
        }

        _chosen[from].Add(row);
    }

    /// <summary>Writes the rows chosen.</summary>
    public void Write(Batch batch)
    {
        // Where rows were read is not needed any more, and may be all their bytes.
        var columns = batch.Columns.ToArray();
        foreach (var column in columns) column.Retain();
        var plain = new Batch(_schema, columns, batch.Rows);
        for (var part = 0; part < _chosen.Length; part++)
        {
            if (_chosen[part].Count == 0) continue;
            var rows = plain.Where(_chosen[part].ToArray());
            Append(part, rows);
            rows.Release();
            _chosen[part].Clear();
        }

        plain.Release();
    }

    /// <summary>The rows of a part as batches, each held by the caller; they are gone from the disk afterwards.</summary>
    public IEnumerable<Batch> Take(int part)
    {
        if (_files[part] is not { } file) yield break;
        file.Position = 0;
        var length = new byte[sizeof(int)];
        while (file.Position < file.Length)
        {
            file.ReadExactly(length);
            var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            file.ReadExactly(bytes);
            var batch = BatchState.Read(new StateReader(bytes), _schema);
            Rows -= batch.Rows;
            yield return batch;
        }

        Drop(part);
    }

    public void Dispose()
    {
        for (var part = 0; part < _files.Length; part++) Drop(part);
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private void Append(int part, Batch rows)
    {
        _files[part] ??= new FileStream(Path.Combine(Folder, $"{part}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
        var state = new ArrayBufferWriter<byte>();
        BatchState.Write(new StateWriter(state), rows);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, state.WrittenCount);
        _files[part]!.Write(length);
        _files[part]!.Write(state.WrittenSpan);
        Rows += rows.Rows;
    }

    private void Drop(int part)
    {
        if (_files[part] is not { } file) return;
        file.Dispose();
        File.Delete(file.Name);
        _files[part] = null;
    }
}
