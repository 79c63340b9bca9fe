using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>
/// Sorted rows in a file of their own, a few thousand at a time, which goes with the program however it ends. Written once,
/// then read once from its beginning.
/// </summary>
internal sealed class SpilledRun : IDisposable
{
    private readonly FileStream _file;
    private readonly BinaryReader _reader;
    private readonly BinaryWriter _writer;

    public SpilledRun()
    {
        var path = Path.Combine(Path.GetTempPath(), $"streamguard-sort-{Guid.NewGuid():N}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
        // Where a file can go while it is open, it is gone after a crash too.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        (_reader, _writer) = (new BinaryReader(_file), new BinaryWriter(_file));
    }

    /// <summary>Rows in it.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends rows in their order.</summary>
    public void Write(Batch batch, IReadOnlyList<byte[]> keys)
    {
        var block = new ArrayBufferWriter<byte>();
        var state = new StateWriter(block);
        foreach (var key in keys) state.WriteBytes(key);
        BatchState.Write(state, batch);
        Write(keys.Count, block.WrittenSpan);
    }

    /// <summary>The next rows, held by the caller, and their keys; null at the end.</summary>
    public (Batch Batch, byte[][] Keys)? Read(Schema schema)
    {
        if (_file.Position == _file.Length) return null;
        var rows = _reader.ReadInt32();
        var state = new StateReader(_reader.ReadBytes(_reader.ReadInt32()));
        var keys = new byte[rows][];
        for (var row = 0; row < rows; row++) keys[row] = state.ReadBytes().ToArray();
        return (BatchState.Read(state, schema), keys);
    }

    /// <summary>Reading begins at the first row.</summary>
    public void Rewind()
    {
        _writer.Flush();
        _file.Position = 0;
    }

    /// <summary>Copies all of it to a state; what is written next goes behind it again.</summary>
    public void Save(StateWriter state)
    {
        Rewind();
        while (_file.Position < _file.Length)
        {
            state.Write(_reader.ReadInt32());
            state.WriteBytes(_reader.ReadBytes(_reader.ReadInt32()));
        }

        state.Write(-1);
    }

    public static SpilledRun Restore(StateReader state)
    {
        var run = new SpilledRun();
        while (state.ReadInt() is >= 0 and var rows) run.Write(rows, state.ReadBytes());
        return run;
    }

    public void Dispose() => _file.Dispose();

    private void Write(int rows, ReadOnlySpan<byte> block)
    {
        _writer.Write(rows);
        _writer.Write(block.Length);
        _writer.Write(block);
        Rows += rows;
    }
}
