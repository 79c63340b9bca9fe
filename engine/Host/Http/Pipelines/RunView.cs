using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Http.Pipelines;

/// <summary>A turn of a scheduled pipeline.</summary>
/// <param name="Time">The time of the schedule; of several that were left out the last. Left out when somebody has asked for the run.</param>
/// <param name="Outcome">How it came out: finished; failed; stopped before its input had ended; overlapped and missed, which were left out.</param>
/// <param name="Started">When its first attempt began; left out where there was none.</param>
/// <param name="Ended">When its last attempt ended.</param>
/// <param name="Seconds">From the one to the other.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="LeftOut">Times of the schedule that were left out with this one, or that it made up for beside its own.</param>
/// <param name="RowsIn">Rows that its sources have read in the last attempt.</param>
/// <param name="DeadLetters">Rows that were refused in it.</param>
/// <param name="Failure">Why it failed; left out when it did not.</param>
internal sealed record RunView(
    DateTimeOffset? Time, TurnOutcome Outcome, DateTimeOffset? Started, DateTimeOffset? Ended, double? Seconds, int Attempts, long LeftOut, long RowsIn, long DeadLetters, string? Failure)
{
    public static RunView Of(RunRecord turn) => new(
        turn.Time, turn.Outcome, turn.Started, turn.Ended, turn.Ended - turn.Started is { } took ? FiguresView.Seconds(took) : null, turn.Attempts, turn.LeftOut, turn.RowsIn, turn.DeadLetters, turn.Failure);
}
