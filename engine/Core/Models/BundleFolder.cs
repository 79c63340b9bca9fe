using System.Security.Cryptography;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Models;

/// <summary>The files of a bundle. Nothing outside its folder is read, wherever names and links lead.</summary>
internal static class BundleFolder
{
    public const string FileName = "bundle.yaml";

    private const long LargestFile = 2L * 1024 * 1024 * 1024 - 64 * 1024;

    /// <summary>Reads a file whole.</summary>
    /// <param name="folder">The bundle's folder.</param>
    /// <param name="name">The file's path in it.</param>
    /// <exception cref="BundleFileException">It is not there, lies outside, or cannot be read; says what was found.</exception>
    public static byte[] Read(string folder, string name)
    {
        var path = PathOf(folder, name);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > LargestFile) throw new BundleFileException($"'{name}' has {stream.Length} bytes, more than can be loaded");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleFileException($"'{name}' cannot be read: {error.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Full path of a file that is there.</summary>
    /// <exception cref="BundleFileException">It is not there, or lies outside.</exception>
    public static string PathOf(string folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        var inside = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (Path.IsPathRooted(name) || !path.StartsWith(inside, StringComparison.Ordinal)) throw new BundleFileException($"'{name}' leads out of the bundle's folder");
        if (!File.Exists(path)) throw new BundleFileException($"there is no file '{name}' in {folder}");
        if (!PluginFolder.IsInside(folder, path)) throw new BundleFileException($"'{name}' leads out of the bundle's folder by a link");
        return path;
    }

    /// <summary>Says what is wrong with the bytes of a file; null when they are those that the bundle means.</summary>
    public static string? Mismatch(NamedFile file, ReadOnlySpan<byte> bytes)
    {
        var found = HashOf(bytes);
        if (found.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase)) return null;
        var cut = file.Bytes is { } length && length != bytes.Length ? $", and {bytes.Length} bytes where the bundle says {length}" : "";
        return $"'{file.Name}' has sha256 {found}, and the bundle says {file.Sha256}{cut}";
    }

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A file of a bundle cannot be used; the message names it.</summary>
internal sealed class BundleFileException(string message) : Exception(message);
