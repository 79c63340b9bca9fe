using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// One file that the rows of an epoch are appended to when the epoch commits. Until then they lie in a file of the epoch
/// in <c>.streamguard/</c>, which goes when they are on disk in the file itself: a restore that finds it there appends its
/// rows, once more perhaps, to what the epoch before had left.
/// </summary>
internal sealed class CommittedFile(string path, ReadOnlyMemory<byte> header) : IFileTarget
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly string _work = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ".streamguard");

    // Of epochs that were prepared and are not committed, in order: more than one when one of them was given up.
    private readonly List<(string Name, long Length)> _prepared = [];

    private WriterLock? _lock;
    private AppendedFile? _file;
    private AppendedFile? _rows;
    private string? _lineage;
    private long? _committed;
    private long _epoch = 1;

    public string Kind => "one file an epoch at a time";

    public string Visible => "visible at the next checkpoint";

    public void Open(TimeProvider clock)
    {
        _lock ??= WriterLock.Take(path, _work, Path.GetFileName(path));
        _lineage = _lock.Adopt(path, _lineage);
        if (_file is null) OpenFile();
        Commit();
        foreach (var left in Directory.GetFiles(_work, NameOf("*")).Where(IsOwn)) File.Delete(left);
    }

    public void Append(ReadOnlySpan<byte> lines)
    {
        _rows ??= new AppendedFile(Path.Combine(_work, NameOf($"{_epoch:D6}")), default, committed: 0);
        _rows.Append(lines);
    }

    public void End()
    {
    }

    public void Prepare(long epoch, StateWriter state)
    {
        CloseRows();
        _epoch = epoch + 1;
        state.Write(_lineage!);
        state.Write(_epoch);
        state.Write(_committed!.Value);
        state.Write(_prepared.Count);
        foreach (var (name, length) in _prepared)
        {
            state.Write(name);
            state.Write(length);
        }
    }

    public void Commit()
    {
        if (_prepared.Count == 0) return;
        // A call before this one may have come some way until the disk was full.
        var done = _file!.Length - _committed!.Value;
        foreach (var (name, length) in _prepared)
        {
            _file.AppendFrom(Path.Combine(_work, name), done);
            done = Math.Max(0, done - length);
        }

        _file.Sync();
        _committed = _file.Length;
        foreach (var (name, _) in _prepared) File.Delete(Path.Combine(_work, name));
        _prepared.Clear();
    }

    public void Restore(StateReader state)
    {
        (_lineage, _epoch, _committed) = (state.ReadString(), state.ReadLong(), state.ReadLong());
        for (var left = state.ReadInt(); left > 0; left--) _prepared.Add((state.ReadString(), state.ReadLong()));
    }

    public void Close()
    {
        _rows?.Dispose();
        _file?.Dispose();
        _lock?.Dispose();
    }

    private void OpenFile()
    {
        // Rows go when all of them are in the file and on disk; so where some are gone, the epoch was committed.
        if (_prepared.Exists(rows => !File.Exists(Path.Combine(_work, rows.Name))))
        {
            _committed += _prepared.Sum(rows => rows.Length);
            _prepared.Clear();
        }

        var isNew = _committed is null;
        _file = new AppendedFile(path, header.Span, _committed);
        _committed = _file.Length;
        if (!isNew) return;
        // What checkpoints take as given: the header, and what earlier runs have written.
        _file.Sync();
        Durable.SyncFolder(_folder);
    }

    private void CloseRows()
    {
        if (_rows is null) return;
        _rows.Sync();
        Durable.SyncFolder(_work);
        _prepared.Add((NameOf($"{_epoch:D6}"), _rows.Length));
        _rows.Dispose();
        _rows = null;
    }

    /// <summary>What stands between may be a part of another file's name.</summary>
    private bool IsOwn(string left) => Path.GetFileName(left)[(Path.GetFileName(path).Length + 1)..^".rows".Length].All(char.IsAsciiDigit);

    private string NameOf(string epoch) => $"{Path.GetFileName(path)}.{epoch}.rows";
}
