namespace StreamGuard.Contracts;

/// <summary>
/// A call of a sink that failed and may succeed when it is made again, as it was: a full disk, a server that does not
/// answer. Whoever throws it has written and refused nothing of the call, its state included, or will not do it a second
/// time.
/// </summary>
public sealed class RetryableException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>How long to wait at the least, where whoever was asked has said so; null where not.</summary>
    public TimeSpan? After { get; init; }

    // ENOSPC; EDQUOT of Linux and of macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>A disk, or a user's share of it, is full: there may be room later.</summary>
    public static bool IsDiskFull(Exception cause) => cause is IOException && Full.Contains(cause.HResult);
}
