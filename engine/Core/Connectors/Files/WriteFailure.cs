using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>Why a path cannot be written to, in words that name it once and say what stands in the way.</summary>
internal static class WriteFailure
{
    /// <summary>
    /// The exception to throw in place of the framework's: an <see cref="IOException"/>, or a
    /// <see cref="RetryableException"/> where the disk is full, which may pass.
    /// </summary>
    /// <param name="path">As written in the pipeline.</param>
    /// <param name="cause">What the framework threw.</param>
    public static Exception Of(string path, Exception cause)
    {
        var message = $"cannot write '{path}': {Reason(path, cause)}";
        return RetryableException.IsDiskFull(cause) ? new RetryableException(message, cause) : new IOException(message, cause);
    }

    private static string Reason(string path, Exception cause)
    {
        var full = Path.GetFullPath(path);
        if (Path.HasExtension(full) && Directory.Exists(full)) return "it is a folder";
        for (var above = Path.HasExtension(full) ? Path.GetDirectoryName(full) : full; above is not null; above = Path.GetDirectoryName(above))
            if (File.Exists(above)) return $"'{above}' is a file, not a folder";
        // The framework names the file too, sometimes, or only a folder on the way to it.
        if (cause is FileNotFoundException or DirectoryNotFoundException) return $"the folder '{Path.GetDirectoryName(full)}' cannot be made";
        return cause.Message.Replace($" : '{full}'", "", StringComparison.Ordinal);
    }
}
