namespace StreamGuard.Host.Http.Taps;

/// <summary>What a test calls the file of its pipeline: by a path that stays right when both are moved together.</summary>
internal static class TestedFile
{
    /// <summary>
    /// The path from the test's folder; the name alone where that folder is not known, for the test belongs beside the file
    /// then; and the whole path where the two have no folder in common but the root, so that nobody would move them together.
    /// </summary>
    /// <param name="folder">Full path of the test's folder; null where it is not known.</param>
    /// <param name="file">Full path of the pipeline's file.</param>
    public static string NameFrom(string? folder, string file)
    {
        if (folder is null) return Path.GetFileName(file);
        var path = Path.GetRelativePath(folder, file);
        if (Path.IsPathRooted(path)) return file;
        var up = Parts(path).TakeWhile(part => part == "..").Count();
        var depth = Parts(Path.GetRelativePath(Path.GetPathRoot(folder)!, folder)).Count(part => part != ".");
        return up > 0 && up == depth ? file : string.Join('/', Parts(path));
    }

    private static string[] Parts(string path) => path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
