using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>What DuckDB says, in words that say what to do.</summary>
internal static class StoreFailure
{
    // As a kind of error, and as the reason why a transaction could not be committed.
    private static readonly string[] Memory = ["Out of Memory Error", "failed to pin block", "could not allocate block", "failed to reserve memory"];

    /// <summary>Why a store cannot be opened.</summary>
    public static Exception Opening(StorePaths paths, DuckDbException failed)
    {
        if (Files.WriteFailure.IsDiskFull(failed)) return failed;
        if (Holder(failed.Message) is { } holder)
            return new StoreTakenException($"'{paths.File}' is open in another program, {holder}: end that, or name another file");
        return File.Exists(paths.File)
            ? new IOException($"'{paths.File}' cannot be opened as a store, it is damaged or another kind of file: move it away, or name another ({failed.Message})", failed)
            : new IOException($"'{paths.File}' cannot be made: {failed.Message}", failed);
    }

    /// <summary>Who holds DuckDB's lock, in its words; null when the message is of something else.</summary>
    public static string? Holder(string message)
    {
        const string before = "Conflicting lock is held in ";
        if (!message.Contains("Could not set lock on file", StringComparison.Ordinal)) return null;
        var from = message.IndexOf(before, StringComparison.Ordinal);
        if (from < 0) return "which it does not name";
        var rest = message[(from + before.Length)..];
        var end = rest.IndexOf(')', StringComparison.Ordinal);
        return end < 0 ? rest : rest[..(end + 1)];
    }

    /// <summary>The store has no memory left, which passes: questions take of it too.</summary>
    public static bool IsOutOfMemory(Exception failed) =>
        failed is DuckDbException && Memory.Any(words => failed.Message.Contains(words, StringComparison.Ordinal)) && !Files.WriteFailure.IsDiskFull(failed);
}
