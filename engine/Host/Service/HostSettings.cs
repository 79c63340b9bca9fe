using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Service;

/// <summary>What all pipelines of a host have in common.</summary>
internal sealed record HostSettings
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public required ILoggerFactory Logs { get; init; }

    public BackoffOptions Restart { get; init; } = new();

    /// <summary>The folder that relative checkpoint paths are below; null for the working folder.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The folder of the histories of scheduled pipelines; null to remember them only.</summary>
    public string? Runs { get; init; }

    /// <summary>One more folder of plugins; null for none.</summary>
    public string? Plugins { get; init; }

    /// <summary>Says why a pipeline may not have a name, or null when it may.</summary>
    public Func<HostedPipeline, string, Problem?> Claim { get; init; } = (_, _) => null;

    /// <summary>Brings a file as far as it can be brought without opening anything; null when it has errors.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <param name="running">What runs and is to go on by the plan; null where nothing does.</param>
    public Planned? Plan(PipelineFile file, Problems problems, Planned? running = null)
    {
        var request = new LoadRequest(file.Path) { Profile = file.Profile, Set = [.. file.Set.Select(each => (each.Key, each.Value))] };
        if ((running is null ? Planned.Of(request, Plugins, problems) : Planned.Of(request, running.Registry, problems)) is not { } planned) return null;
        if (Checkpoints is null || planned.Plan.Run.CheckpointPath is not { } path) return planned;
        return planned with { Plan = planned.Plan with { Run = planned.Plan.Run with { CheckpointPath = Path.GetFullPath(path, Path.GetFullPath(Checkpoints)) } } };
    }
}
