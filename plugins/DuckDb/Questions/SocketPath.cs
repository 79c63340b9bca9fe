using System.Security.Cryptography;
using System.Text;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>Where a pipeline listens for questions to a store: a socket in a folder that only its owner may enter.</summary>
internal static class SocketPath
{
    // macOS has 104 bytes for the path and the 0 behind it, Linux and Windows 108.
    private const int Longest = 103;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Beside the store; where that path is too long for a socket, in the folder for temporary files, by a hash of it.</summary>
    public static string Of(StorePaths paths)
    {
        var beside = Path.Combine(paths.Asking, "socket");
        if (Encoding.UTF8.GetByteCount(beside) <= Longest) return beside;
        var root = OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(paths.File)))[..32];
        return Path.Combine(root, $"streamguard-{Environment.UserName}", hash);
    }

    /// <summary>Makes the folder for the socket, for its owner only.</summary>
    /// <exception cref="IOException">There is a link in its place.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public static void MakeFolder(string socket)
    {
        var folder = Path.GetDirectoryName(socket)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        RequireOwn(folder);
    }

    /// <summary>Throws unless the folder of a socket is one's own, as anybody could make one in the folder for temporary files.</summary>
    public static void RequireOwn(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        if (new DirectoryInfo(folder).LinkTarget is not null) throw new IOException($"'{folder}' is a link, and no folder for a socket");
        // Only its owner may set this.
        File.SetUnixFileMode(folder, OwnerOnly);
    }
}
