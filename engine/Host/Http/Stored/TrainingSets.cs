using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Sets of Parquet files in the data folder, as the sink parquet writes them.</summary>
internal sealed class TrainingSets(DataFolder data, PipelineHost host)
{
    /// <summary>What there is now, in order of names.</summary>
    public IReadOnlyList<TrainingSet> Find() =>
    [
        .. data.Files("*.parquet").GroupBy(SetOf, StringComparer.Ordinal).OrderBy(set => set.Key, StringComparer.Ordinal)
            .Select(set => new TrainingSet(data.NameOf(set.Key), set.Key, Writers(set.Key), [.. set.OrderBy(file => file.FullName, StringComparer.Ordinal)])),
    ];

    /// <exception cref="ApiException">There is none of the name.</exception>
    public TrainingSet Find(string name)
    {
        var all = Find();
        return all.FirstOrDefault(set => set.Name == name)
            ?? throw ApiException.Missing($"There is no set '{name}' here; there are {string.Join(", ", all.Select(set => set.Name).DefaultIfEmpty("none"))}.");
    }

    /// <summary>The folder above those that are parts of it (is_anomaly=1); a file that lies in the data folder itself is a set.</summary>
    private string SetOf(FileInfo file)
    {
        var folder = file.Directory!;
        while (folder.Name.Contains('=') && folder.FullName.Length > data.Root.Length) folder = folder.Parent!;
        return folder.FullName.Length <= data.Root.Length ? file.FullName : folder.FullName;
    }

    private IReadOnlyList<string> Writers(string path) =>
        [.. host.Pipelines.Select(pipeline => pipeline.Status).Where(status => status.Plan?.Tables.Values.Any(table => table.Table is null && table.Path == path) == true).Select(status => status.Name)];
}

/// <summary>A set of Parquet files.</summary>
/// <param name="Name">For clients.</param>
/// <param name="Path">Its folder, or its one file.</param>
/// <param name="Pipelines">Those of the host that write to it.</param>
/// <param name="Files">In order of their paths.</param>
internal sealed record TrainingSet(string Name, string Path, IReadOnlyList<string> Pipelines, IReadOnlyList<FileInfo> Files)
{
    /// <summary>A file's path in the set, with slashes.</summary>
    public string NameOf(FileInfo file) =>
        Files.Count == 1 && file.FullName == Path ? file.Name : System.IO.Path.GetRelativePath(Path, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/');
}
