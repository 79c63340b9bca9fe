using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines;

/// <summary>When a host begins a pipeline that ends by itself.</summary>
public sealed record ScheduleOptions
{
    /// <summary>
    /// Five fields as of cron: minute, hour, day of the month, month, day of the week (0 is Sunday, or SUN to SAT). Where
    /// both days are written both must hold.
    /// </summary>
    [Whole, NotEmpty]
    public required string Cron { get; init; }

    /// <summary>The zone whose clock is meant, as Europe/Berlin. A time that a change of the clock skips comes when the clock goes on; one that comes twice is met once.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What becomes of times at which no host ran: run makes up for all of them by one run at the next start, skip leaves them out.</summary>
    public MissedRuns Missed { get; init; } = MissedRuns.Run;

    /// <summary>What becomes of times at which the run before was still going: skip leaves them out, queue makes up for them by one run behind it.</summary>
    public OverlappingRuns Overlap { get; init; } = OverlappingRuns.Skip;

    /// <summary>How often a run is begun before it counts as failed until its next time.</summary>
    [Positive]
    public int Attempts { get; init; } = 3;
}

/// <summary>What becomes of times at which no host ran.</summary>
public enum MissedRuns
{
    Run,
    Skip,
}

/// <summary>What becomes of times at which the run before was still going.</summary>
public enum OverlappingRuns
{
    Skip,
    Queue,
}
