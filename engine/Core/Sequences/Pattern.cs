namespace StreamGuard.Core.Sequences;

/// <summary>What a match is made of, bound.</summary>
internal sealed record Pattern
{
    public required IReadOnlyList<PatternStep> Steps { get; init; }

    /// <summary>What may not come behind the last step; null when the match is decided by its last row.</summary>
    public StepCondition? NotAfter { get; init; }

    /// <summary>For how long, microseconds.</summary>
    public long NotAfterFor { get; init; }

    /// <summary>From the first to the last row at most, microseconds.</summary>
    public required long Within { get; init; }

    public required bool Overlaps { get; init; }

    public required int MostPartial { get; init; }

    /// <summary>Rows come by event time: none after a row is earlier than it.</summary>
    public required bool IsOrdered { get; init; }

    /// <summary>Conditions read earlier steps, so partial matches that are otherwise alike may fare differently.</summary>
    public bool RefersBack => Conditions.Any(condition => condition.RefersBack);

    /// <summary>A row can only help a partial match, never end it or hold it up.</summary>
    public bool NeverLoses => !RefersBack && NotAfter is null && Steps.All(step => !step.IsStrict && step.NotBefore is null);

    public IEnumerable<StepCondition> Conditions =>
        Steps.SelectMany(step => step.NotBefore is { } not ? new[] { step.When, not } : [step.When]).Concat(NotAfter is { } after ? [after] : []);
}

/// <summary>A step that takes rows.</summary>
/// <param name="Name">As conditions and emit call it.</param>
/// <param name="When">What its rows meet.</param>
/// <param name="AtLeast">Rows at least.</param>
/// <param name="AtMost">Rows at most.</param>
/// <param name="IsStrict">No other row between the step before and this one, nor between its own.</param>
/// <param name="NotBefore">What may not come between the step before and this one.</param>
internal sealed record PatternStep(string Name, StepCondition When, int AtLeast, int AtMost, bool IsStrict, StepCondition? NotBefore);
