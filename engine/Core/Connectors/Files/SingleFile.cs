using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>One file that every run appends to, and that a restore cuts back to what its checkpoint holds.</summary>
internal sealed class SingleFile(string path, ReadOnlyMemory<byte> header) : IFileTarget
{
    private WriterLock? _lock;
    private AppendedFile? _file;
    private long? _committed;

    public string Visible => "visible at once";

    public void Open(TimeProvider clock)
    {
        _lock = WriterLock.Take(path, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ".streamguard"), Path.GetFileName(path));
        _file = new AppendedFile(path, header.Span, _committed);
    }

    public void Append(ReadOnlySpan<byte> lines) => _file!.Append(lines);

    public void End()
    {
    }

    public void Prepare(long epoch, StateWriter state)
    {
        _file!.Sync();
        Durable.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        state.Write(_file.Length);
    }

    public void Commit()
    {
    }

    public void Restore(StateReader state) => _committed = state.ReadLong();

    public void Close()
    {
        _file?.Dispose();
        _lock?.Dispose();
    }
}
