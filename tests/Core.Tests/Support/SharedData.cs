namespace StreamGuard.Core.Tests.Support;

/// <summary>Data that is not committed: in STREAMGUARD_SHARED, else in <c>../shared</c> beside the repository.</summary>
internal static class SharedData
{
    /// <summary>Full path of a file or folder, given below the shared folder; null where it is absent.</summary>
    public static string? Find(string path)
    {
        var root = Environment.GetEnvironmentVariable("STREAMGUARD_SHARED") ?? Path.Combine(RepositoryRoot(), "..", "shared");
        var full = Path.GetFullPath(Path.Combine(root, path));
        return File.Exists(full) || Directory.Exists(full) ? full : null;
    }

    /// <summary>The folder of the solution.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamGuard.Dataflow.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests do not lie below the solution");
        return folder.FullName;
    }
}
