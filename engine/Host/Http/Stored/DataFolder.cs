namespace StreamGuard.Host.Http.Stored;

/// <summary>
/// The folder that is given away. What is in it is looked up by its name among what was found, never by a path that a client
/// made, and links are not followed: nothing leads out of it.
/// </summary>
internal sealed class DataFolder(ApiSettings settings)
{
    // Links, and what begins with a dot: files that are being written, and what is the program's own.
    private const FileAttributes Skipped = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System;

    /// <summary>Its path.</summary>
    public string Root => settings.Data;

    /// <summary>Files below it, or below a folder in it.</summary>
    /// <param name="pattern">Of their names.</param>
    /// <param name="depth">How many folders deep.</param>
    public IEnumerable<FileInfo> Files(string pattern, int depth = int.MaxValue)
    {
        var root = new DirectoryInfo(Root);
        return root.Exists ? root.EnumerateFiles(pattern, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = depth, AttributesToSkip = Skipped, IgnoreInaccessible = true, MatchCasing = MatchCasing.CaseInsensitive }) : [];
    }

    /// <summary>A folder's name for clients: its path below the root, with colons for the slashes.</summary>
    public string NameOf(string folder) => Path.GetRelativePath(Root, folder).Replace(Path.DirectorySeparatorChar, ':');
}
