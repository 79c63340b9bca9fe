namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>A theory about files as another reader sees them, skipped where ./test could not install that reader.</summary>
public sealed class ReaderTheoryAttribute : TheoryAttribute
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Plugins.DuckDb.Tests", "Readers");

    public ReaderTheoryAttribute() =>
        Skip = !Directory.Exists(Path.Combine(Folder, "node_modules")) ? $"'npm ci' was not run in {Folder}" : new NativeFactAttribute().Skip;

    public static string Script => Path.Combine(Folder, "read.mjs");
}
