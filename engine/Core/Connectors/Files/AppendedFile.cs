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
    /// <param name="committed">Bytes that a checkpoint knows; null to append to what is there.</param>
    /// <exception cref="IOException">The file cannot be written, is in use, or is shorter than the checkpoint says.</exception>
    public AppendedFile(string path, long? committed)
    {
        _path = path;
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }

        Length = RandomAccess.GetLength(_handle);
        if (committed is { } known) CutTo(known);
        else if (Length > 0 && !EndsLine()) Append("\n"u8);
    }

    /// <summary>Bytes written, earlier runs' included.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The disk is full, or the file cannot be written; names the file.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        try
        {
            RandomAccess.Write(_handle, lines, Length);
            Length += lines.Length;
        }
        catch (IOException e)
        {
            TakeBack();
            throw Failed(e);
        }
    }

    /// <summary>Returns when all that was written is on disk.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_handle);

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

    private bool EndsLine()
    {
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(_handle, last, Length - 1) == 1 && last[0] == '\n';
    }

    /// <summary>Removes what a failed write got onto the disk: half a line, perhaps.</summary>
    private void TakeBack()
    {
        if (RandomAccess.GetLength(_handle) > Length) RandomAccess.SetLength(_handle, Length);
    }

    private IOException Failed(Exception cause) => new($"cannot write '{_path}': {cause.Message}", cause);
}
