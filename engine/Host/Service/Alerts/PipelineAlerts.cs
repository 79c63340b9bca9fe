using StreamGuard.Contracts;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Service.Alerts;

/// <summary>What of one pipeline is worth an alert, and when that is over.</summary>
internal sealed class PipelineAlerts
{
    private const string Failed = "pipeline_failed";
    private const string Stopped = "pipeline_stopped";
    private const string Invalid = "pipeline_invalid";
    private const string Recovered = "pipeline_recovered";
    private const string RunFailed = "run_failed";

    private readonly HostedPipeline _pipeline;
    private readonly Incidents _incidents;
    private readonly Action<HostAlert> _raise;
    private readonly TimeSpan _steady;
    private readonly ITimer _timer;

    private PipelineAlerts(HostedPipeline pipeline, Incidents incidents, Action<HostAlert> raise, TimeSpan steady, TimeProvider clock)
    {
        (_pipeline, _incidents, _raise, _steady) = (pipeline, incidents, raise, steady);
        _timer = clock.CreateTimer(_ => HasRun(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Listens to a pipeline from now on, until it is stopped for good.</summary>
    /// <param name="pipeline">Whose failures are told.</param>
    /// <param name="incidents">What is known to be wrong.</param>
    /// <param name="raise">Takes alerts.</param>
    /// <param name="steady">How long a pipeline must run before it counts as having come back.</param>
    /// <param name="clock">The one clock.</param>
    public static void Follow(HostedPipeline pipeline, Incidents incidents, Action<HostAlert> raise, TimeSpan steady, TimeProvider clock)
    {
        var alerts = new PipelineAlerts(pipeline, incidents, raise, steady, clock);
        pipeline.Changed += alerts.Judge;
        pipeline.Turned += alerts.Judge;
    }

    private string File => _pipeline.File.Path;

    private void Judge(HostedStatus before, HostedStatus now)
    {
        if (now.State == HostedState.Stopped)
        {
            _timer.Dispose();
            _incidents.Forget(File);
            return;
        }

        JudgeFile(now);
        if (before.State == now.State) return;
        _timer.Change(now.State == HostedState.Running && IsDown ? _steady : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        switch (now.State)
        {
            // The attempts of a scheduled run are told of when the last of them has failed.
            case HostedState.Waiting when now.Plan?.Schedule is null && now.Failure is { } failure:
                Tell(Failed, "high", $"{now.Name} has failed{After(now)}: {failure}; it is begun again at {Time(now.NextStart)}", failure, now);
                break;
            case HostedState.Failed when now.Failure is { } refused:
                Tell(Stopped, "critical", $"{now.Name} is down until somebody sees to it: {refused}", refused, now);
                break;
            case HostedState.Finished:
                CameBack(now, $"{now.Name} has come to the end of its input");
                break;
        }
    }

    private void JudgeFile(HostedStatus now)
    {
        var errors = now.Problems.Where(problem => problem.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
        {
            var others = errors.Count > 1 ? $" (and {errors.Count - 1} more)" : "";
            var goesOn = now.State is HostedState.Invalid or HostedState.Starting or HostedState.Failed ? "it does not run" : "it goes on by the file before";
            Tell(Invalid, now.State == HostedState.Invalid ? "high" : "warning", $"The file of {now.Name} has errors, {goesOn}: {errors[0]}{others}", errors[0].ToString(), now);
        }
        else if (now.State != HostedState.Starting && _incidents.Close(File, Invalid))
        {
            _raise(new HostAlert(Recovered, "info", $"The file of {now.Name} is in order again", null, now));
        }
    }

    private void Judge(RunRecord turn)
    {
        var now = _pipeline.Status;
        var run = turn.Time is { } time ? $"the run of {Time(time)}" : "the run that was asked for";
        var left = turn.LeftOut > 1 ? $"{turn.LeftOut} runs, the last of them that of {Time(turn.Time)}, were" : $"{run} was";
        switch (turn.Outcome)
        {
            case TurnOutcome.Failed:
                Tell(RunFailed, "high", $"{now.Name}: {run} has failed{(turn.Attempts > 1 ? $" at {turn.Attempts} attempts" : "")}: {turn.Failure}", turn.Failure ?? "", now);
                break;
            case TurnOutcome.Missed:
                Tell("run_missed", "warning", $"{now.Name}: {left} left out, because no host ran then", null, now);
                break;
            case TurnOutcome.Overlapped:
                Tell("run_skipped", "warning", $"{now.Name}: {left} left out, because the one before was still going", null, now);
                break;
            case TurnOutcome.Finished when _incidents.Close(File, RunFailed):
                _raise(new HostAlert("run_recovered", "info", $"{now.Name}: {run} has finished; one before had failed", null, now));
                break;
        }
    }

    private bool IsDown => _incidents.IsOpen(File, Failed) || _incidents.IsOpen(File, Stopped);

    private void HasRun()
    {
        var now = _pipeline.Status;
        if (now.State == HostedState.Running) CameBack(now, $"{now.Name} has come back and runs{After(now)}, since {Time(now.Since)}");
    }

    private void CameBack(HostedStatus now, string message)
    {
        // Both, not one or the other.
        if (_incidents.Close(File, Failed) | _incidents.Close(File, Stopped)) _raise(new HostAlert(Recovered, "info", message, null, now));
    }

    private void Tell(string rule, string severity, string message, string? problem, HostedStatus now)
    {
        if (_incidents.Note(File, rule, problem)) _raise(new HostAlert(rule, severity, message, problem, now));
    }

    private static string After(HostedStatus now) => now.Restarts switch
    {
        0 => "",
        1 => " after 1 restart",
        var many => $" after {many} restarts",
    };

    private static string Time(DateTimeOffset? time) => time is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}" : "once";
}
