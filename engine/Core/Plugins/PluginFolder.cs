namespace StreamGuard.Core.Plugins;

/// <summary>Where files really are, links followed.</summary>
internal static class PluginFolder
{
    /// <summary>Whether a file or folder lies below a folder, wherever links lead.</summary>
    public static bool IsInside(string folder, string path) =>
        RealPath(path).StartsWith(RealPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path without links, of whatever part of it.</summary>
    private static string RealPath(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var here = Path.Combine(RealPath(parent), Path.GetFileName(path));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return entry.Exists && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
    }
}
