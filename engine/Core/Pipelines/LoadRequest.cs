namespace StreamGuard.Core.Pipelines;

/// <summary>What to load, and how it differs from what is written.</summary>
/// <param name="File">The pipeline file; its name as given stands in problems.</param>
public sealed record LoadRequest(string File)
{
    /// <summary>The variable that every file has: the folder it lies in, so that what lies beside it is found from any working folder.</summary>
    public const string FolderVariable = "PIPELINE_FOLDER";

    /// <summary>The profile to merge; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Overrides of the command line, applied in order after the profile: sources.readings.event_time.disorder, 5s.</summary>
    public IReadOnlyList<(string Path, string Value)> Set { get; init; } = [];

    /// <summary>Gives a variable's value, or null when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The value of a variable of the environment, or of the one that every file has; null when it is not set.</summary>
    public string? Variable(string name) => name == FolderVariable ? Path.GetDirectoryName(File) is { Length: > 0 } folder ? folder : "." : Environment(name);

    /// <summary>Gives a file's text; what it throws (<see cref="IOException"/> and its like) becomes a problem.</summary>
    public Func<string, string> ReadText { get; init; } = PipelineText.Read;
}
