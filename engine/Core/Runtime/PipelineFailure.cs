using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>A component threw while running: which one, where it stands in the pipeline file, and what it said.</summary>
public sealed class PipelineFailure(string component, Location location, string message, Exception cause)
    : Exception(message, cause)
{
    public string Component { get; } = component;

    /// <summary>Where the component is named in the pipeline file.</summary>
    public Location Location { get; } = location;

    /// <summary>As printed, in the form of a problem.</summary>
    public override string ToString() => $"{Location}: error: '{Component}' failed: {Message}";
}
