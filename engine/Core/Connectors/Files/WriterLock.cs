using System.Text;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// Held by the one sink that writes to a file or a folder's parts: another sink or run there would write over its rows.
/// A file of its own in <c>.streamguard/</c>, since a lock on what is written would keep readers out too. It stays when
/// it is released, since one who waits for it may have it open, and dies with the process.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    // EAGAIN on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private WriterLock(FileStream file) => _file = file;

    /// <param name="path">What is to be written, for problems.</param>
    /// <param name="work">The folder for unfinished files; made where it does not exist.</param>
    /// <param name="name">Of what is locked there.</param>
    /// <exception cref="IOException">Somebody else has it, or the folder cannot be written to; names the path.</exception>
    public static WriterLock Take(string path, string work, string name)
    {
        try
        {
            Durable.MakeFolder(Path.GetFullPath(work));
            // Without a buffer: what could not be written would be written with the next call, whichever it is.
            return new WriterLock(new FileStream(Path.Combine(work, $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw new IOException($"cannot write '{path}': another sink or run is writing to it", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailure.Of(path, e);
        }
    }

    /// <summary>Whether a file could not be opened because somebody else has locked it.</summary>
    public static bool IsTaken(IOException e) => Taken.Contains(e.HResult);

    /// <summary>
    /// Notes which runs write here: those that go on from one another's checkpoints have one name. A checkpoint says
    /// nothing of what others have written since, and that must not be cut off.
    /// </summary>
    /// <param name="path">What is written, for problems.</param>
    /// <param name="lineage">The name that the checkpoint has; null for a run that begins anew.</param>
    /// <returns>The name.</returns>
    /// <exception cref="IOException">Other runs have written here since the checkpoint.</exception>
    public string Adopt(string path, string? lineage)
    {
        var bytes = new byte[_file.Length];
        _file.Position = 0;
        _file.ReadExactly(bytes);
        var last = Encoding.UTF8.GetString(bytes);
        if (last == lineage) return last;
        if (lineage is not null && last.Length > 0)
            throw new IOException($"another run has written to '{path}' since the checkpoint was taken: begin anew with --fresh");
        lineage ??= Guid.NewGuid().ToString("N");
        Write(path, lineage);
        return lineage;
    }

    public void Dispose() => _file.Dispose();

    private void Write(string path, string lineage)
    {
        try
        {
            _file.SetLength(0);
            _file.Write(Encoding.UTF8.GetBytes(lineage));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            throw WriteFailure.Of(path, e);
        }
    }
}
