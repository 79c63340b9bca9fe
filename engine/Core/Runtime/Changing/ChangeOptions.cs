using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Changes;

namespace StreamGuard.Core.Runtime.Changing;

/// <summary>How a running pipeline is changed.</summary>
public sealed record ChangeOptions
{
    /// <summary>It goes on though the next plan has no place for some of the state that components keep.</summary>
    public bool AllowStateLoss { get; init; }

    /// <summary>A sink that could not be opened for so long has failed; nothing flows while one waits that takes another's place.</summary>
    public TimeSpan OpenWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So long the first word of a new source is waited for; what it fails with later fails the run.</summary>
    public TimeSpan SourceWithin { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What became of a change.</summary>
/// <param name="Changes">What it was to change.</param>
public sealed record ChangeResult(PlanChanges Changes)
{
    /// <summary>Why it was not made: the pipeline goes on as it was. Null when it was.</summary>
    public Problem? Refused { get; init; }

    /// <summary>How long nothing went into the pipeline; zero where it was not held for it.</summary>
    public TimeSpan Stall { get; init; }

    /// <summary>The last epoch of the graph before; 0 where nothing was changed.</summary>
    public long Epoch { get; init; }

    /// <summary>Of a run that has ended.</summary>
    internal static ChangeResult OfEnded(Plan before, Plan after) => new(PlanComparison.Of(before, after))
    {
        Refused = new Problem(ProblemCodes.ChangeFailed, Severity.Error, new Location(after.File, 1, 1), "the change could not be made: the run has ended."),
    };

    /// <summary>The next plan is the one that runs.</summary>
    public bool IsMade => Refused is null;
}
