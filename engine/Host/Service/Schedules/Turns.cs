using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Schedules;

namespace StreamGuard.Host.Service.Schedules;

/// <summary>
/// Whose turn it is: which times of a schedule a pipeline is begun at, and what becomes of those at which it could not be.
/// One turn at a time, begun and ended by whoever runs the pipeline.
/// </summary>
/// <param name="schedule">The times.</param>
/// <param name="last">The last time that was dealt with; null to begin with those that come from now on.</param>
/// <param name="clock">What the time is.</param>
/// <param name="note">Told of every turn that has ended or was left out.</param>
internal sealed class Turns(Schedule schedule, DateTimeOffset? last, TimeProvider clock, Action<RunRecord> note)
{
    private DateTimeOffset _last = last ?? clock.GetUtcNow();
    private DateTimeOffset _resting = clock.GetUtcNow();
    private DateTimeOffset? _time;
    private DateTimeOffset? _started;
    private DateTimeOffset? _startedBefore;
    private long _leftOut;
    private int _attempts;

    /// <summary>The times.</summary>
    public Schedule Schedule => schedule;

    /// <summary>The next time; null when there is none any more.</summary>
    public DateTimeOffset? Next => schedule.Next(_last);

    /// <summary>How long to wait before <see cref="IsDue"/> is asked again: not longer, so that a clock that is set, or a machine that slept, is noticed.</summary>
    public TimeSpan Look
    {
        get
        {
            var wait = (Next ?? DateTimeOffset.MaxValue) - clock.GetUtcNow();
            return wait > TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(30) : wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
        }
    }

    /// <summary>The turn under way may be begun once more after a failure.</summary>
    public bool HasAttempts => _attempts < schedule.Options.Attempts;

    /// <summary>From now on no turn is under way, and what comes is on time.</summary>
    public void Rest() => _resting = clock.GetUtcNow();

    /// <summary>True when a turn is to be begun now; what is left out is noted.</summary>
    public bool IsDue()
    {
        var (latest, count) = Passed();
        if (latest is not { } time) return false;
        _last = time;
        if (time < _resting && LeavesOut(time) is { } reason)
        {
            note(new RunRecord(time, reason) { LeftOut = count });
            return false;
        }

        (_time, _leftOut) = (time, count - 1);
        return true;
    }

    /// <summary>An attempt of the turn begins; of one that was asked for when no time is due.</summary>
    public void Begin()
    {
        _started ??= clock.GetUtcNow();
        _attempts++;
    }

    /// <summary>The turn is over.</summary>
    public void End(RunResult result, TurnOutcome outcome)
    {
        var turn = new RunRecord(_time, outcome)
        {
            Started = _started,
            Ended = clock.GetUtcNow(),
            Attempts = _attempts,
            LeftOut = _leftOut,
            RowsIn = result.Final.Components.Where(component => component.Node.Inputs.Count == 0).Sum(component => component.Account.In),
            DeadLetters = result.Final.DeadLetters.Values.Sum(),
            Failure = result.Failure?.ToString(),
        };
        (_startedBefore, _started, _time, _attempts, _leftOut) = (_started, null, null, 0, 0);
        note(turn);
    }

    /// <summary>The last time that has passed, and how many have.</summary>
    private (DateTimeOffset? Latest, long Count) Passed()
    {
        var now = clock.GetUtcNow();
        (DateTimeOffset? latest, long count) = (null, 0);
        // A schedule of every minute over a year of silence is half a million steps of some hundred nanoseconds.
        for (var next = schedule.Next(_last); next <= now; next = schedule.Next(next.Value)) (latest, count) = (next, count + 1);
        return (latest, count);
    }

    /// <summary>Why a time before now is left out; null when a turn makes up for it.</summary>
    private TurnOutcome? LeavesOut(DateTimeOffset time)
    {
        if (_startedBefore is { } started && time >= started) return schedule.Options.Overlap == OverlappingRuns.Skip ? TurnOutcome.Overlapped : null;
        return schedule.Options.Missed == MissedRuns.Skip ? TurnOutcome.Missed : null;
    }
}
