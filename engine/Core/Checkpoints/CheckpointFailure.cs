namespace StreamGuard.Core.Checkpoints;

/// <summary>Why a checkpoint could not be kept, in words that name its folder and say what to do.</summary>
internal static class CheckpointFailure
{
    // ENOSPC and EDQUOT on Linux, EDQUOT on macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>When a checkpoint could not be written.</summary>
    public static IOException OfWriting(CheckpointFolder folder, Snapshot snapshot, Exception cause) =>
        new($"checkpoint {snapshot.Epoch} could not be written to '{folder.Path}': {Reason(folder, cause)}", cause);

    /// <summary>When the folder cannot be made or written to at all.</summary>
    public static IOException OfOpening(CheckpointFolder folder, Exception cause) =>
        new($"checkpoints cannot be kept in '{folder.Path}': {Reason(folder, cause)}", cause);

    private static string Reason(CheckpointFolder folder, Exception cause)
    {
        if (cause is IOException && Full.Contains(cause.HResult))
            return "the disk is full: make room there, or let checkpoint.path name a folder on another disk";
        for (var above = folder.Path; above is not null; above = Path.GetDirectoryName(above))
            if (File.Exists(above)) return $"'{above}' is a file, not a folder: let checkpoint.path name another";
        return $"{cause.Message.TrimEnd('.')}: checkpoint.path must name a folder that this process may write to";
    }
}
