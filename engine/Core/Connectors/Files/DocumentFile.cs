using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// One JSON document of all rows, or of the last one. Rows are kept as lines in <c>.streamguard/</c>; what is to be seen is
/// written beside them and renamed, so that readers have the old document or the new one and never a part of it.
/// </summary>
/// <param name="path">The document.</param>
/// <param name="isSingle">It is the last row, as an object.</param>
/// <param name="atEnd">It is written when nothing more comes, not at each epoch.</param>
internal sealed class DocumentFile(string path, bool isSingle, bool atEnd) : IFileTarget
{
    private const int CopyBytes = 1 << 16;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly string _work = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ".streamguard");

    private WriterLock? _lock;
    private AppendedFile? _rows;
    private string? _lineage;
    private long _length;
    private long _shown = -1;
    private long _toShow = -1;
    private bool _hasEnded;

    public string Kind => "one document";

    public string Visible => atEnd ? "visible at the end" : "visible at the next checkpoint";

    private string RowsPath => Path.Combine(_work, $"{Path.GetFileName(path)}.lines");

    public void Open(TimeProvider clock)
    {
        _lock ??= WriterLock.Take(path, _work, Path.GetFileName(path));
        _lineage = _lock.Adopt(path, _lineage);
        _rows ??= new AppendedFile(RowsPath, default, _length);
        // A checkpoint may have been complete and its document not yet in place.
        Commit();
    }

    public void Append(ReadOnlySpan<byte> lines) => _rows!.Append(lines);

    public void End() => _hasEnded = true;

    public void Prepare(long epoch, StateWriter state)
    {
        _rows!.Sync();
        Durable.SyncFolder(_work);
        _length = _rows.Length;
        if ((_hasEnded || !atEnd) && _length != _shown) _toShow = _length;
        state.Write(_lineage!);
        state.Write(_length);
        state.Write(_shown);
        state.Write(_toShow);
    }

    public void Commit()
    {
        if (_toShow < 0) return;
        Show(_toShow);
        (_shown, _toShow) = (_toShow, -1);
    }

    public void Restore(StateReader state) => (_lineage, _length, _shown, _toShow) = (state.ReadString(), state.ReadLong(), state.ReadLong(), state.ReadLong());

    public void Close()
    {
        _rows?.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Puts the document of the first so many bytes of lines in place.</summary>
    private void Show(long length)
    {
        var made = Path.Combine(_work, $"{Path.GetFileName(path)}.new");
        using (var lines = new FileStream(RowsPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            // Without a row there is nothing that one object could say, and the last document stays.
            if (isSingle && length == 0) return;
            using var document = new AppendedFile(made, default, committed: File.Exists(made) ? 0 : null);
            if (isSingle) CopyLast(lines, length, document);
            else CopyAll(lines, length, document);
            document.Sync();
        }

        FaultPoints.Reach("file.rename.before");
        File.Move(made, path, overwrite: true);
        Durable.SyncFolder(_folder);
        FaultPoints.Reach("file.rename.after");
    }

    private static void CopyAll(FileStream lines, long length, AppendedFile document)
    {
        document.Append(length == 0 ? "[]\n"u8 : "[\n"u8);
        var block = new byte[CopyBytes];
        var room = new byte[CopyBytes * 2];
        for (var at = 0L; at < length;)
        {
            var read = lines.Read(block, 0, (int)Math.Min(block.Length, length - at));
            if (read == 0) throw new IOException($"'{lines.Name}' is shorter than the {length} bytes that were written to it");
            at += read;
            var used = 0;
            for (var i = 0; i < read; i++)
            {
                // A row's line has no line end in it; all but the last are followed by another row.
                if (block[i] == (byte)'\n' && at - read + i + 1 < length) room[used++] = (byte)',';
                room[used++] = block[i];
            }

            document.Append(room.AsSpan(0, used));
        }

        if (length > 0) document.Append("]\n"u8);
    }

    private void CopyLast(FileStream lines, long length, AppendedFile document)
    {
        var last = 0L;
        var rows = 0L;
        var block = new byte[CopyBytes];
        for (var at = 0L; at < length;)
        {
            var read = lines.Read(block, 0, (int)Math.Min(block.Length, length - at));
            if (read == 0) throw new IOException($"'{lines.Name}' is shorter than the {length} bytes that were written to it");
            for (var i = 0; i < read; i++)
            {
                if (block[i] != (byte)'\n') continue;
                rows++;
                if (at + i + 1 < length) last = at + i + 1;
            }

            at += read;
        }

        if (atEnd && rows > 1) throw new IOException($"'{path}' is to be one row, and {rows} came: aggregate them, or leave out single");
        lines.Position = last;
        var row = new byte[length - last];
        lines.ReadExactly(row);
        document.Append(row);
    }
}
