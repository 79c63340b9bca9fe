using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Files;

/// <summary>What goes wrong in writing, with the path that it happened to: no space, no permission, no library.</summary>
internal static class WriteFailure
{
    // The system's words for ENOSPC and EDQUOT, Windows' for a full disk, and DuckDB's where its temporary files do not fit.
    private static readonly string[] Full =
        ["No space left on device", "Disk quota exceeded", "not enough space on the disk", "failed to offload data block"];

    /// <summary>Runs it; what it throws says what could not be done, and may be retried where the disk is full.</summary>
    /// <param name="task">What is done, with the path: "write Parquet to 'data/lake'".</param>
    /// <param name="write">Does it.</param>
    /// <exception cref="RetryableException">The disk is full.</exception>
    /// <exception cref="IOException">Anything else.</exception>
    public static T Named<T>(string task, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failed) when (failed is DuckDbException or IOException or UnauthorizedAccessException)
        {
            var message = $"cannot {task}: {failed.Message}";
            throw IsDiskFull(failed) ? new RetryableException(message, failed) : new IOException(message, failed);
        }
    }

    public static bool IsDiskFull(Exception failed) =>
        RetryableException.IsDiskFull(failed) || (failed is DuckDbException && Full.Any(words => failed.Message.Contains(words, StringComparison.OrdinalIgnoreCase)));
}
