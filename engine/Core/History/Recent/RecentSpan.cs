using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// Which of the rows that a row at t sees a call reads: those of event times from t − before − last to t − before, both
/// included, or so many of the newest.
/// </summary>
/// <param name="Last">How far back: so much event time, or so many rows.</param>
/// <param name="Before">By how much the span is shifted back; nothing where it is counted in rows.</param>
/// <param name="IsExclusive">The far end, t − before − last, is left out.</param>
internal readonly record struct RecentSpan(Extent Last, Duration Before, bool IsExclusive)
{
    /// <summary>How far back from its own row the oldest row read may lie, microseconds.</summary>
    public long Reach => Last.IsRows ? 0 : State.Saturating.Add(Last.Time.Microseconds, Before.Microseconds);

    public override string ToString() =>
        $"last: {Last}{(IsExclusive ? " exclusive" : "")}{(Before > Duration.Zero ? $", before: {Before}" : "")}";
}
