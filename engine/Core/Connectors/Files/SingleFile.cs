using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>One file that every run appends to at once, and that a restore cuts back to what its checkpoint holds.</summary>
internal sealed class SingleFile(string path, ReadOnlyMemory<byte> header) : IFileTarget
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;

    private WriterLock? _lock;
    private AppendedFile? _file;
    private string? _lineage;
    private long? _committed;

    public string Kind => "one file at once";

    public string Visible => "visible at once";

    public void Open(TimeProvider clock)
    {
        _lock ??= WriterLock.Take(path, Path.Combine(_folder, ".streamguard"), Path.GetFileName(path));
        _lineage = _lock.Adopt(path, _lineage);
        _file = new AppendedFile(path, header.Span, _committed);
    }

    public void Append(ReadOnlySpan<byte> lines) => _file!.Append(lines);

    public void End()
    {
    }

    public void Prepare(long epoch, StateWriter state)
    {
        _file!.Sync();
        Durable.SyncFolder(_folder);
        state.Write(_lineage!);
        state.Write(_file.Length);
    }

    public void Commit()
    {
    }

    public void Restore(StateReader state) => (_lineage, _committed) = (state.ReadString(), state.ReadLong());

    public void Close()
    {
        _file?.Dispose();
        _lock?.Dispose();
    }
}
