using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Core.Runtime;

/// <summary>How a plan is run on this machine.</summary>
public sealed record RunSettings
{
    /// <summary>The one clock; tests and replays bring their own.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chunks of one source that are decoded at the same time.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>What to make of checkpoints that are there.</summary>
    public RestartOptions Restart { get; init; } = new();

    /// <summary>Told of what is not as it should be and stops nothing, such as a damaged checkpoint.</summary>
    public Action<Problem> Warn { get; init; } = _ => { };

    /// <summary>Where rows can be looked at as they pass; null where nobody will.</summary>
    public PipelineTaps? Taps { get; init; }

    /// <summary>Where checkpoints are kept in place of the planned folder; disposed of with the run.</summary>
    internal ICheckpoints? ReplaceCheckpoints { get; init; }

    /// <summary>An account that does not balance fails the run; otherwise it is counted.</summary>
    public bool StrictAccounts { get; init; }

    /// <summary>Rows of a source with a speed wait for their time; otherwise they go on as they come.</summary>
    public bool Plays { get; init; } = true;

    /// <summary>The clock is one that event times may be compared with: rows too far ahead of it are refused.</summary>
    public bool GuardsFuture { get; init; } = true;

    /// <summary>Models that components make become versions of their folders; otherwise they are checked, and nothing is left of them.</summary>
    public bool KeepsModels { get; init; } = true;

    /// <summary>A source to read from in place of the planned one; null keeps it.</summary>
    public Func<PlanNode, ISource?> ReplaceSource { get; init; } = _ => null;

    /// <summary>A sink to write to in place of the planned one; null keeps it.</summary>
    public Func<PlanNode, ISink?> ReplaceSink { get; init; } = _ => null;

    /// <summary>The sink of dead letters in place of the planned one.</summary>
    public ISink? ReplaceDeadLetters { get; init; }
}

/// <summary>How a run ended.</summary>
/// <param name="Failure">The first failure; null when there was none.</param>
/// <param name="Stopped">It was told to stop before its input ended.</param>
/// <param name="Aborted">It was told to stop at once: what was under way is lost.</param>
/// <param name="FiredEarly">Rows of windows that were still open when it was told to stop, and fired all the same.</param>
/// <param name="Final">Its figures at the end.</param>
public sealed record RunResult(PipelineFailure? Failure, bool Stopped, bool Aborted, long FiredEarly, RunSnapshot Final)
{
    /// <summary>Why the run was not begun: what the checkpoints hold does not fit; null when it was.</summary>
    public Problem? Refused { get; init; }

    public bool Succeeded => Failure is null && Refused is null && !Aborted;
}
