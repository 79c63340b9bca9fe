using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines;

/// <summary>The keys of a pipeline file beside its components and profiles.</summary>
public sealed record FileOptions
{
    /// <summary>Every key at the top of a pipeline file.</summary>
    internal static readonly string[] Keys =
        ["pipeline", "description", "include", "sources", "transforms", "sinks", "dead_letters", "checkpoint", "runtime", "schedule", "profiles"];

    /// <summary>The pipeline's name: the identity of its state, files and metrics.</summary>
    public required string Pipeline { get; init; }

    /// <summary>What the pipeline is for, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Files of named expressions, relative to this one: each a map of names to expressions, such as
    /// <c>failed_rate: failed / total</c>, which may name one another. Wherever an expression is written, a name that is no
    /// column stands for the expression.
    /// </summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>How often a checkpoint is taken, and where it is kept.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>How the pipeline uses the machine.</summary>
    public RuntimeOptions? Runtime { get; init; }

    /// <summary>When a host begins the pipeline, which must end by itself: <c>"0 2 * * *"</c> is every night at two. Without a host it is no more than said.</summary>
    public ScheduleOptions? Schedule { get; init; }
}
