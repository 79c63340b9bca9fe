namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>
/// Who has a store open: one to write, or several to read. DuckDB's own lock keeps other processes out, but not a second
/// opening in the same process, and goes when that one is closed.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _held;
    private readonly StorePaths _paths;
    private readonly bool _writes;

    private StoreLock(FileStream held, StorePaths paths, bool writes) => (_held, _paths, _writes) = (held, paths, writes);

    /// <summary>To write. The folder must be there.</summary>
    /// <param name="paths">Of the store.</param>
    /// <param name="owner">Who takes it, for others to read.</param>
    /// <exception cref="StoreTakenException">Somebody has it.</exception>
    public static StoreLock ToWrite(StorePaths paths, string owner)
    {
        var taken = new StoreLock(Open(paths, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), paths, writes: true);
        File.WriteAllText(paths.Owner, owner);
        return taken;
    }

    /// <summary>To read; null where nobody has ever opened it to write, or the folder lets nobody in.</summary>
    /// <exception cref="StoreTakenException">Somebody writes to it.</exception>
    public static StoreLock? ToRead(StorePaths paths) =>
        File.Exists(paths.Lock) ? new StoreLock(Open(paths, FileMode.Open, FileAccess.Read, FileShare.Read), paths, writes: false) : null;

    public void Dispose()
    {
        if (_writes) File.Delete(_paths.Owner);
        _held.Dispose();
    }

    private static FileStream Open(StorePaths paths, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(paths.Lock, mode, access, share);
        }
        catch (IOException) when (File.Exists(paths.Lock))
        {
            if (Owner(paths) is { } owner) throw new StoreTakenException($"'{paths.File}' is open elsewhere, in {owner}: end that, or name another file");
            throw access == FileAccess.Read
                ? new StoreTakenException($"'{paths.File}' is open elsewhere: end that, or name another file")
                : new StoreTakenException($"'{paths.File}' is read by another run or a question, and is written to when that has ended") { IsRead = true };
        }
    }

    /// <summary>Who writes to it; null where somebody reads it, or has it for just a moment.</summary>
    private static string? Owner(StorePaths paths)
    {
        try
        {
            return File.ReadAllText(paths.Owner);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Another has the store open.</summary>
internal sealed class StoreTakenException(string message) : IOException(message)
{
    /// <summary>To read it, which passes.</summary>
    public bool IsRead { get; init; }
}
