using System.Threading.Channels;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Service.Hosted;

/// <summary>A pipeline that does not run: what it waits for, and what requests make of it meanwhile.</summary>
internal sealed class BetweenRuns(FileInForce file, HostSettings settings, StatusBoard board, ScheduledRuns runs, ChannelReader<Request> requests)
{
    /// <summary>What a pipeline does that may run: at once, or at its next time.</summary>
    public Next Begin()
    {
        runs.Begin(file.Planned!.Plan.Schedule, board.Status.Name, file.Log);
        return runs.Turns is null ? Next.Run : Next.Await;
    }

    /// <summary>Waits before it is begun again, or until a request says otherwise.</summary>
    public async Task<Next> WaitAsync(TimeSpan wait)
    {
        using var over = new CancellationTokenSource(wait, settings.Clock);
        try
        {
            while (true)
            {
                var next = Answer(await requests.ReadAsync(over.Token).ConfigureAwait(false));
                if (next != Next.Rest || board.Status.State == HostedState.Paused) return next;
            }
        }
        catch (OperationCanceledException)
        {
            board.Become(HostedState.Starting, status => status with { Restarts = status.Restarts + 1 });
            return Next.Run;
        }
    }

    /// <summary>Waits for the next time of the schedule, or until a request says otherwise.</summary>
    public async Task<Next> AwaitTurnAsync()
    {
        // The file may have changed while a turn was under way.
        runs.Follow(file.Planned!.Plan.Schedule, board.Status.Name, file.Log);
        if (runs.Turns is not { } turns)
        {
            board.Become(HostedState.Finished);
            return Next.Rest;
        }

        turns.Rest();
        while (true)
        {
            if (turns.IsDue()) return Next.Run;
            board.Become(HostedState.Scheduled, status => status with { NextStart = turns.Next });
            using var look = new CancellationTokenSource(turns.Look, settings.Clock);
            try
            {
                if (Answer(await requests.ReadAsync(look.Token).ConfigureAwait(false)) is var next && next != Next.Await) return next;
            }
            catch (OperationCanceledException)
            {
                // Time to look.
            }
        }
    }

    /// <summary>Waits for a request.</summary>
    public async Task<Next> RestAsync() => Answer(await requests.ReadAsync().ConfigureAwait(false));

    private Next Answer(Request request)
    {
        var (name, state) = (board.Status.Name, board.Status.State);
        switch (request.Wish)
        {
            case Wish.Stop:
                request.Answer(true, $"{name} is stopped.");
                return Next.End;
            case Wish.Pause when state is HostedState.Waiting or HostedState.Scheduled:
                board.Become(HostedState.Paused, status => status with { NextStart = null });
                request.Answer(true, $"{name} is paused.");
                return Next.Rest;
            case Wish.Pause:
                request.Answer(state == HostedState.Paused, $"{name} does not run.");
                return Next.Rest;
            case Wish.Reload when state == HostedState.Paused:
                var isGood = file.Read(isRunning: false);
                request.Answer(isGood, isGood ? $"{board.Status.Name} goes on with the new file when it is resumed." : $"{board.Status.File} has errors.");
                return Next.Rest;
            default:
                return Start(request);
        }
    }

    private Next Start(Request request)
    {
        if ((file.Planned is null || request.Wish != Wish.Resume) && !file.Read(isRunning: false))
        {
            request.Answer(false, $"{board.Status.File} has errors.");
            return board.Status.State == HostedState.Scheduled ? Next.Await : Next.Rest;
        }

        file.AllowsStateLoss = request.AllowStateLoss;
        // Of one that waits for its time a turn may be asked for; otherwise it goes on to wait.
        var isTurn = request.Wish != Wish.Reload && board.Status.State == HostedState.Scheduled;
        var begins = Begin();
        request.Answer(true, isTurn || begins == Next.Run ? $"{board.Status.Name} is started." : $"{board.Status.Name} waits for its next time.");
        return isTurn ? Next.Run : begins;
    }
}
