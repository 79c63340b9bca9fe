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
    /// <exception cref="StoreTakenException">Somebody writes to it, or waits to.</exception>
    public static StoreLock? ToRead(StorePaths paths)
    {
        if (!File.Exists(paths.Lock)) return null;
        if (!CanShare(paths.Queue)) throw new StoreTakenException($"'{paths.File}' is about to be written to: ask in a moment");
        return new StoreLock(Open(paths, FileMode.Open, FileAccess.Read, FileShare.Read), paths, writes: false);
    }

    /// <summary>Keeps others from beginning to read until it is disposed of, so that one who waits to write has its turn however many ask.</summary>
    /// <returns>Null where it cannot be had just now.</returns>
    public static IDisposable? ComeNext(StorePaths paths)
    {
        try
        {
            return new FileStream(paths.Queue, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

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
            // A writer that was killed is still told of in the file; what is read by others has no owner.
            var isRead = access != FileAccess.Read && CanShare(paths.Lock);
            if (!isRead && Owner(paths) is { } owner) throw new StoreTakenException($"'{paths.File}' is open elsewhere, in {owner}: end that, or name another file");
            throw isRead
                ? new StoreTakenException($"'{paths.File}' is read by another run or a question, and is written to when that has ended") { IsRead = true }
                : new StoreTakenException($"'{paths.File}' is open elsewhere: end that, or name another file");
        }
    }

    /// <summary>Nobody has a file for himself.</summary>
    private static bool CanShare(string file)
    {
        try
        {
            if (File.Exists(file)) new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
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
