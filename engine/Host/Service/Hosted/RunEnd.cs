using Microsoft.Extensions.Logging;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Service.Hosted;

/// <summary>What follows a run that has ended by itself.</summary>
internal sealed class RunEnd(FileInForce file, HostSettings settings, StatusBoard board, ScheduledRuns runs)
{
    private readonly Backoff _backoff = new(settings.Restart);

    /// <summary>How long to wait before it is begun again, after a failure.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Notes how it came out.</summary>
    /// <param name="result">What the run has to say.</param>
    /// <param name="lasted">How long it went on.</param>
    public Next After(RunResult result, TimeSpan lasted)
    {
        if (result.Refused is { } refused)
        {
            file.Log.LogError("{Problem}", refused.ToString());
            board.Become(HostedState.Failed, status => status with { Failure = refused.ToString() });
            return Next.Rest;
        }

        if (runs.Turns is { } turns && (result.Failure is null || !turns.HasAttempts)) return AfterTurn(turns, result);
        if (result.Failure is not { } failure)
        {
            file.Log.LogInformation("finished");
            board.Become(HostedState.Finished, status => status with { Failure = null });
            return Next.Rest;
        }

        Wait = _backoff.Next(lasted);
        file.Log.LogError("{Failure}; begun again in {Wait:0.#} s", failure.ToString(), Wait.TotalSeconds);
        board.Become(HostedState.Waiting, status => status with { Failure = failure.ToString(), NextStart = settings.Clock.GetUtcNow() + Wait });
        return Next.Wait;
    }

    private Next AfterTurn(Turns turns, RunResult result)
    {
        _backoff.Reset();
        turns.End(result, result.Failure is null ? TurnOutcome.Finished : TurnOutcome.Failed);
        board.Become(HostedState.Scheduled, status => status with { Failure = result.Failure?.ToString() });
        return Next.Await;
    }
}
