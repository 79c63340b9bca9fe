namespace StreamGuard.Core.Tests.Support;

/// <summary>The folder of the solution, above the folder the tests run from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "StreamGuard.Dataflow.sln"))) folder = System.IO.Path.GetDirectoryName(folder)!;
        return folder;
    }
}
