namespace StreamGuard.Host.Service;

/// <summary>A pipeline file of the host, and which variant of it is meant.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Profile">The profile to merge; null for none.</param>
/// <param name="Set">Values in place of those of the file.</param>
internal sealed record PipelineFile(string Path, string? Profile, IReadOnlyDictionary<string, string> Set)
{
    /// <summary>The file's name without its extension: what the pipeline is called until it is known.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}

/// <summary>Finds the pipeline files that the host is to run.</summary>
internal static class PipelineFiles
{
    private static readonly string[] Extensions = [".yaml", ".yml"];

    /// <summary>Files as they are named, and of folders the pipelines directly in them, in name order; each once.</summary>
    /// <param name="entries">What is configured; a file that is not there stands for itself, so that it is told of.</param>
    /// <param name="folder">Relative paths are below it.</param>
    public static IReadOnlyList<PipelineFile> Find(IEnumerable<PipelineEntry> entries, string folder) =>
        [.. entries.SelectMany(entry => Paths(Path.GetFullPath(entry.Path, folder)).Select(path => new PipelineFile(path, entry.Profile, entry.Set))).DistinctBy(file => file.Path)];

    private static IEnumerable<string> Paths(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(IsPipeline).Order(StringComparer.Ordinal) : [path];

    private static bool IsPipeline(string path)
    {
        var name = Path.GetFileName(path);
        return !name.StartsWith('.') && Extensions.Contains(Path.GetExtension(name)) && Path.GetExtension(Path.GetFileNameWithoutExtension(name)) != ".test";
    }
}
