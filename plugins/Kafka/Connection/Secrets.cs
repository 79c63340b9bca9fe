namespace StreamGuard.Plugins.Kafka.Connection;

/// <summary>Settings whose values are secrets, told by their names.</summary>
internal static class Secrets
{
    /// <summary>Behind a secret's name: the value is the path of a file that holds it.</summary>
    public const string FileSuffix = "_file";

    private static readonly string[] Parts = ["password", "secret", "passphrase", "key.pem", "certificate.pem", "oauthbearer.config"];

    public static bool IsSecret(string setting) => Parts.Any(part => setting.Contains(part, StringComparison.Ordinal));

    /// <summary>The secret that a file holds, of a setting with <see cref="FileSuffix"/>; null for any other setting.</summary>
    public static string? OfFile(string setting) =>
        setting.EndsWith(FileSuffix, StringComparison.Ordinal) && IsSecret(setting) ? setting[..^FileSuffix.Length] : null;

    /// <summary>The file's text without the line's end behind it.</summary>
    /// <exception cref="IOException">It cannot be read; the message names the setting and the path.</exception>
    public static string Read(string setting, string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the file of settings.{setting} cannot be read: {cause.Message}", cause);
        }
    }
}
