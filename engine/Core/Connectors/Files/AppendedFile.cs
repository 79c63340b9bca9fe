using System.Text;
using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// One file that lines are appended to, each write whole lines. What was written is durable once synced; after a
/// restore the file is cut back to what the checkpoint knows. A line of another writer that was left without its end
/// gets one. A failed write leaves the file as it was.
/// </summary>
internal sealed class AppendedFile : IDisposable
{
    private const int CopyBytes = 1 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    /// <param name="path">The file; it and its folder are made where they do not exist.</param>
    /// <param name="header">The line a file begins with, its end included; empty for none.</param>
    /// <param name="committed">Bytes that a checkpoint knows; null to append to what is there.</param>
    /// <exception cref="IOException">
    /// The file cannot be written, is in use, is shorter than the checkpoint says, or begins with another header.
    /// </exception>
    /// <exception cref="RetryableException">The disk is full.</exception>
    public AppendedFile(string path, ReadOnlySpan<byte> header, long? committed)
    {
        _path = path;
        try
        {
            Durable.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailure.Of(path, e);
        }

        try
        {
            Length = RandomAccess.GetLength(_handle);
            if (committed is { } known) CutTo(known);
            if (Length == 0) Append(header);
            else Continue(header);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Bytes written, earlier runs' included.</summary>
    public long Length { get; private set; }

    /// <exception cref="RetryableException">The disk is full; names the file.</exception>
    /// <exception cref="IOException">The file cannot be written; names it.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty) return;
        try
        {
            FaultPoints.Reach("file.write.before");
            RandomAccess.Write(_handle, lines, Length);
            Length += lines.Length;
        }
        catch (IOException e)
        {
            TakeBack();
            throw WriteFailure.Of(_path, e);
        }

        FaultPoints.Reach("file.write.after");
    }

    /// <summary>Appends lines of another file, whole ones with each write: all from a place on.</summary>
    /// <exception cref="RetryableException">The disk is full; <see cref="Length"/> tells how far it came.</exception>
    public void AppendFrom(string path, long from)
    {
        using var rows = File.OpenHandle(path);
        for (var size = CopyBytes; ;)
        {
            var buffer = Buffers.Rent<byte>(size);
            var read = RandomAccess.Read(rows, buffer.AsSpan(0, size), from);
            var whole = read < size ? read : buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            Append(buffer.AsSpan(0, whole));
            Buffers.Return(buffer);
            if (read == 0) return;
            from += whole;
            size = whole == 0 ? size * 2 : CopyBytes; // one line is longer than this
        }
    }

    /// <summary>Returns when all that was written is on disk. A failure is final: the system may have dropped what it could not write.</summary>
    public void Sync()
    {
        FaultPoints.Reach("file.flush.before");
        RandomAccess.FlushToDisk(_handle);
        FaultPoints.Reach("file.flush.after");
    }

    public void Dispose() => _handle.Dispose();

    private void CutTo(long known)
    {
        if (Length < known)
            throw new IOException($"'{_path}' has {Length} bytes, fewer than the {known} that a checkpoint says were written to it: bring it back, or begin anew with --fresh");
        RandomAccess.SetLength(_handle, known);
        Length = known;
    }

    private void Continue(ReadOnlySpan<byte> header)
    {
        var first = new byte[header.Length];
        RandomAccess.Read(_handle, first, 0);
        if (!header.SequenceEqual(first))
            throw new IOException($"cannot append to '{_path}': its first line is not the header {Encoding.UTF8.GetString(header).TrimEnd()}");

        Span<byte> last = stackalloc byte[1];
        RandomAccess.Read(_handle, last, Length - 1);
        if (last[0] != '\n') Append("\n"u8);
    }

    /// <summary>Removes what a failed write got onto the disk: half a line, perhaps.</summary>
    private void TakeBack()
    {
        if (RandomAccess.GetLength(_handle) > Length) RandomAccess.SetLength(_handle, Length);
    }
}
