using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Host.Running;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Service.Hosted;

/// <summary>Runs the plan in force until the run ends by itself or a request ends it, and answers requests meanwhile.</summary>
internal sealed class RunUnderWay(FileInForce file, HostSettings settings, StatusBoard board, ScheduledRuns runs, RunEnd end, ChannelReader<Request> requests)
{
    private RunningPipeline? _running;
    private RunSnapshot? _last;

    /// <summary>The run; null where there is none.</summary>
    public RunningPipeline? Running => Volatile.Read(ref _running);

    /// <summary>The figures of the run, or of the last one; null before the first.</summary>
    public RunSnapshot? Snapshot() => Running?.Snapshot() ?? Volatile.Read(ref _last);

    /// <summary>Starts a run and stays with it to its end.</summary>
    /// <param name="taps">Where its rows can be looked at.</param>
    public async Task<Next> RunAsync(PipelineTaps taps)
    {
        var planned = file.Planned!;
        runs.Turns?.Begin();
        board.Become(HostedState.Starting, status => status with { NextStart = null });
        using var running = RunningPipeline.Start(planned.Plan, planned.Registry, new RunSettings
        {
            Clock = settings.Clock,
            Taps = taps,
            Restart = new RestartOptions { AllowStateLoss = file.AllowsStateLoss },
            Warn = problem => file.Log.LogWarning("{Problem}", problem.ToString()),
        });
        var allowed = file.AllowsStateLoss;
        file.AllowsStateLoss = false;
        var started = settings.Clock.GetTimestamp();
        var models = new ModelStatus(planned.Plan);
        using var status = models.Follow(running);
        Volatile.Write(ref _running, running);
        try
        {
            var next = await WatchAsync(running).ConfigureAwait(false);
            var result = await running.Completion.ConfigureAwait(false);
            models.Write(result.Final, hasEnded: true);
            Volatile.Write(ref _last, result.Final);
            if (next is not null) runs.Turns?.End(result, TurnOutcome.Stopped);
            // What may be lost is lost with its own first checkpoint: until then it is begun again as it was asked for.
            else if (result.Failure is not null && result.Final.Checkpoints.Committed == 0) file.AllowsStateLoss = allowed;
            return next ?? end.After(result, settings.Clock.GetElapsedTime(started));
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }

    /// <summary>Answers requests until the run ends by itself, or until one ends it: then what comes next, else null.</summary>
    private async Task<Next?> WatchAsync(RunningPipeline running)
    {
        await Task.WhenAny(running.Started, running.Completion).ConfigureAwait(false);
        if (!running.Completion.IsCompleted)
        {
            board.Become(HostedState.Running);
            file.Log.LogInformation("running, {From}", running.Snapshot().Checkpoints.RestoredFrom is { } epoch ? $"from checkpoint {epoch}" : "from the beginning");
        }

        var troubles = new TroubleLog(file.Log);
        using var looks = settings.Clock.CreateTimer(_ => troubles.Look(() => Readiness.Of(board.Status, running.Snapshot())), null, TroubleLog.Every, TroubleLog.Every);
        while (true)
        {
            var asked = requests.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(running.Completion, asked).ConfigureAwait(false) == running.Completion) return null;
            if (requests.TryRead(out var request) && await AnswerAsync(request, running).ConfigureAwait(false) is { } next) return next;
        }
    }

    /// <summary>What a request makes of a run; null when it goes on.</summary>
    private async Task<Next?> AnswerAsync(Request request, RunningPipeline running)
    {
        var name = board.Status.Name;
        switch (request.Wish)
        {
            case Wish.Pause when !running.KeepsCheckpoints:
                request.Answer(false, $"{name} keeps no checkpoints, so that what it has begun would be lost. Write checkpoint: {{ path: … }} in its file.");
                return null;
            case Wish.Pause:
                await StopAsync(running).ConfigureAwait(false);
                board.Become(HostedState.Paused);
                request.Answer(true, $"{name} is paused.");
                return Next.Rest;
            case Wish.Resume:
                request.Answer(false, $"{name} is running.");
                return null;
            case Wish.Reload:
                await file.ChangeAsync(request, running).ConfigureAwait(false);
                return null;
            case Wish.Restart when !file.Read(isRunning: true):
                request.Answer(false, $"{board.Status.File} has errors; {name} goes on as it was.");
                return null;
            case Wish.Restart:
                file.AllowsStateLoss = request.AllowStateLoss;
                await StopAsync(running).ConfigureAwait(false);
                request.Answer(true, $"{board.Status.Name} is started again.");
                return Next.Run;
            default:
                await StopAsync(running).ConfigureAwait(false);
                request.Answer(true, $"{name} is stopped.");
                return Next.End;
        }
    }

    private async Task StopAsync(RunningPipeline running)
    {
        file.Log.LogInformation("stopping{With}", running.KeepsCheckpoints ? " with a last checkpoint" : "");
        running.Stop();
        var result = await running.Completion.ConfigureAwait(false);
        if (result.Failure is { } failure) file.Log.LogError("{Failure}", failure.ToString());
        else if (result.Aborted) file.Log.LogWarning("ended before it had drained{From}", running.KeepsCheckpoints ? "; it goes on from its last checkpoint" : "");
        else file.Log.LogInformation("stopped");
    }
}
