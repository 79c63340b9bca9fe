namespace StreamGuard.Host.Service.Schedules;

/// <summary>How a turn of a scheduled pipeline came out.</summary>
internal enum TurnOutcome
{
    Finished,

    /// <summary>Each of its attempts failed.</summary>
    Failed,

    /// <summary>Stopped before its input had ended.</summary>
    Stopped,

    /// <summary>Left out because the turn before was still going.</summary>
    Overlapped,

    /// <summary>Left out because no host ran it at the time.</summary>
    Missed,
}

/// <summary>One turn of a scheduled pipeline.</summary>
/// <param name="Time">The time of the schedule, of several that were left out the last; null when it was asked for.</param>
/// <param name="Outcome">How it came out.</param>
internal sealed record RunRecord(DateTimeOffset? Time, TurnOutcome Outcome)
{
    /// <summary>When the first attempt began; null when it was left out.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When the last attempt ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Times that were left out, with <see cref="Time"/>; of a run those that it made up for beside its own.</summary>
    public long LeftOut { get; init; }

    /// <summary>Rows that its sources read in the last attempt.</summary>
    public long RowsIn { get; init; }

    /// <summary>Rows that were refused in the last attempt.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Failure { get; init; }
}
