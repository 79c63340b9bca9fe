namespace StreamGuard.Plugins.Http;

/// <summary>A file that holds a secret.</summary>
internal static class SecretFile
{
    /// <summary>What it holds, without the line ends behind it.</summary>
    /// <param name="option">The option that names it, for a message.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="IOException">It cannot be read; the message names the option and the path.</exception>
    public static string Read(string option, string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the file of {option} cannot be read: {cause.Message}", cause);
        }
    }
}
