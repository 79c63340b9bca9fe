using Microsoft.Extensions.Logging;
using StreamGuard.Core.Schedules;

namespace StreamGuard.Host.Service.Schedules;

/// <summary>The runs of a pipeline by the schedule of its file: whose turn it is, and what became of those before.</summary>
/// <param name="settings">Where the history is kept, and what the time is.</param>
internal sealed class ScheduledRuns(HostSettings settings)
{
    private ILogger? _log;

    /// <summary>Whose turn it is; null without a schedule.</summary>
    public Turns? Turns { get; private set; }

    /// <summary>What became of them, oldest first; null without a schedule.</summary>
    public RunHistory? History { get; private set; }

    /// <summary>Told of every turn that has ended or was left out.</summary>
    public event Action<RunRecord>? Turned;

    /// <summary>Goes on behind the last time in the history; a turn that was begun and has not ended is due again.</summary>
    /// <param name="schedule">Null for none.</param>
    /// <param name="name">The pipeline's, after which the history is named.</param>
    /// <param name="log">Told how each turn came out.</param>
    public void Begin(Schedule? schedule, string name, ILogger log)
    {
        Turns = null;
        Follow(schedule, name, log);
    }

    /// <summary>From now on by this schedule; the same again changes nothing.</summary>
    /// <inheritdoc cref="Begin" path="/param"/>
    public void Follow(Schedule? schedule, string name, ILogger log)
    {
        _log = log;
        if (schedule is null)
        {
            (Turns, History) = (null, null);
            return;
        }

        History ??= new RunHistory(settings.Runs is { } folder ? Path.Combine(folder, $"{name}.jsonl") : null);
        if (Turns?.Schedule != schedule) Turns = new Turns(schedule, History.LastTime, settings.Clock, Note);
    }

    private void Note(RunRecord turn)
    {
        Tell(turn);
        try
        {
            History?.Add(turn);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _log?.LogWarning("the history of runs cannot be written: {Reason}", error.Message);
        }

        Turned?.Invoke(turn);
    }

    private void Tell(RunRecord turn)
    {
        var time = turn.Time is { } scheduled ? $"the run of {scheduled.UtcDateTime:yyyy-MM-dd HH:mm'Z'}" : "the run that was asked for";
        if (turn.Outcome is TurnOutcome.Overlapped or TurnOutcome.Missed)
            _log?.LogWarning("{Run} was left out: {Reason} ({Count} in all)", time, turn.Outcome == TurnOutcome.Missed ? "no host ran" : "the one before was still going", turn.LeftOut);
        else if (turn.Outcome == TurnOutcome.Failed) _log?.LogError("{Run} has failed at {Attempts} attempts: {Failure}", time, turn.Attempts, turn.Failure);
        else if (turn.LeftOut > 0) _log?.LogInformation("{Run} has {Outcome}, in place of {LeftOut} before it too: {Rows} rows in {Seconds:0.0} s", time, Word(turn), turn.LeftOut, turn.RowsIn, (turn.Ended - turn.Started)?.TotalSeconds);
        else _log?.LogInformation("{Run} has {Outcome}: {Rows} rows in {Seconds:0.0} s", time, Word(turn), turn.RowsIn, (turn.Ended - turn.Started)?.TotalSeconds);
    }

    private static string Word(RunRecord turn) => turn.Outcome == TurnOutcome.Finished ? "finished" : "been stopped";
}
