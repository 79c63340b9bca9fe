namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>Where the parts of a sink go.</summary>
/// <param name="Path">As written in the options, absolute.</param>
/// <param name="Pipeline">The sink's.</param>
/// <param name="Component">The sink's name.</param>
internal sealed record Target(string Path, string Pipeline, string Component)
{
    // A sink is one instance: its parts are all of lane 0.
    private const int Lane = 0;

    public bool IsFile => Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder that holds the file or the parts.</summary>
    public string Folder => IsFile ? System.IO.Path.GetDirectoryName(Path)! : Path;

    public static Target Of(string path, string pipeline, string component) =>
        new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), pipeline, component);

    /// <summary>The final path of a part.</summary>
    /// <param name="partition">Folders of its partition below <see cref="Folder"/>.</param>
    /// <param name="generation">Of the run.</param>
    /// <param name="epoch">That it is committed with.</param>
    /// <param name="number">Of the part in its epoch.</param>
    public string PathOf(string partition, int generation, long epoch, int number) => IsFile
        ? Path
        : System.IO.Path.Combine(Path, partition, $"{Component}-{generation:D4}-{epoch:D6}-{Lane}-{number}.parquet");
}
