using System.Text;
using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// One file that lines are appended to, each write whole lines. What was written is durable once prepared; after a
/// restore the file is cut back to what the checkpoint knows. A line of another writer that was left without its end
/// gets one. A failed write leaves the file as it was.
/// </summary>
internal sealed class AppendedFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    /// <param name="path">The file; it and its folder are made where they do not exist.</param>
    /// <param name="header">The line a file begins with, its end included; empty for none.</param>
    /// <param name="committed">Bytes that a checkpoint knows; null to append to what is there.</param>
    /// <exception cref="IOException">
    /// The file cannot be written, is in use, is shorter than the checkpoint says, or begins with another header.
    /// </exception>
    public AppendedFile(string path, ReadOnlySpan<byte> header, long? committed)
    {
        _path = path;
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailure.Of(path, e);
        }

        Length = RandomAccess.GetLength(_handle);
        if (committed is { } known) CutTo(known);
        if (Length == 0) Append(header);
        else Continue(header);
    }

    /// <summary>Bytes written, earlier runs' included.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The disk is full, or the file cannot be written; names the file.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty) return;
        try
        {
            RandomAccess.Write(_handle, lines, Length);
            Length += lines.Length;
        }
        catch (IOException e)
        {
            TakeBack();
            throw WriteFailure.Of(_path, e);
        }
    }

    /// <summary>Returns when all that was written is on disk.</summary>
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
        {
            _handle.Dispose();
            throw new IOException($"'{_path}' has {Length} bytes, fewer than the {known} that a checkpoint says were written to it");
        }

        RandomAccess.SetLength(_handle, known);
        Length = known;
    }

    private void Continue(ReadOnlySpan<byte> header)
    {
        var first = new byte[header.Length];
        RandomAccess.Read(_handle, first, 0);
        if (!header.SequenceEqual(first))
        {
            _handle.Dispose();
            throw new IOException($"cannot append to '{_path}': its first line is not the header {Encoding.UTF8.GetString(header).TrimEnd()}");
        }

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
