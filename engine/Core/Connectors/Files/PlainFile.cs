using Microsoft.Win32.SafeHandles;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>A file read as it is.</summary>
internal sealed class PlainFile : InputFile
{
    private readonly SafeFileHandle _handle;
    private readonly long _length;

    public PlainFile(string path, long resumeAt) : base(path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _length = LengthOf(_handle, path);
        if (_length >= resumeAt) return;
        _handle.Dispose();
        throw new IOException($"'{path}' has {_length} bytes, fewer than the {resumeAt} that a checkpoint says were read: it is not the same file");
    }

    public override bool CanSeek => true;

    /// <summary>Its length now, which only what can be read anywhere has.</summary>
    private static long LengthOf(SafeFileHandle handle, string path)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException e)
        {
            handle.Dispose();
            throw new IOException($"'{path}' is a pipe, not a file: read it with the source stdin, as in streamguard run … < {path}", e);
        }
    }

    public override int Read(Span<byte> room, long at)
    {
        var read = RandomAccess.Read(_handle, room, at);
        if (read > 0) return read;
        var now = RandomAccess.GetLength(_handle);
        if (now >= at && at >= _length) return 0;
        throw new IOException($"'{Path}' was cut to {now} bytes while it was read; it had {_length}");
    }

    public override void Dispose() => _handle.Dispose();
}
