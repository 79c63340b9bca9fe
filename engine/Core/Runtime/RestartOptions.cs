using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>What a run makes of the checkpoints that are there; unless said otherwise it goes on from the newest.</summary>
public sealed record RestartOptions
{
    /// <summary>The epoch to go on from.</summary>
    public long? From { get; init; }

    /// <summary>Begins anew; its epochs count on from those that are there.</summary>
    public bool Fresh { get; init; }

    /// <summary>Goes on though the pipeline has no place for some of the state.</summary>
    public bool AllowStateLoss { get; init; }
}

/// <summary>A run that was not begun, because of what its checkpoints hold.</summary>
internal sealed class RefusedException(Problem problem) : Exception(problem.Message)
{
    public Problem Problem { get; } = problem;
}
