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
            Directory.CreateDirectory(work);
            return new WriterLock(new FileStream(Path.Combine(work, $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
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

    public void Dispose() => _file.Dispose();
}
