namespace StreamGuard.Host.Service;

/// <summary>
/// Tells the service manager that the host lives, for as long as it does: each time the host is asked first, and one that
/// does not answer before the next time is not vouched for.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly IServiceNotifier _notifier;
    private readonly Func<CancellationToken, Task<bool>> _answers;
    private readonly Action<string> _say;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;
    private bool _isSilent;

    /// <param name="notifier">Is told, as often as it wants to be.</param>
    /// <param name="answers">Asks the host; true when its own loop has answered, not only this thread.</param>
    /// <param name="say">Takes a line when the host falls silent, and one when it answers again.</param>
    /// <param name="clock">Says when the next time is.</param>
    public Heartbeat(IServiceNotifier notifier, Func<CancellationToken, Task<bool>> answers, Action<string> say, TimeProvider clock)
    {
        (_notifier, _answers, _say, _clock) = (notifier, answers, say, clock);
        var timer = new PeriodicTimer(notifier.Every, clock);
        _beating = Task.Run(() => BeatAsync(timer));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        _end.Dispose();
    }

    private async Task BeatAsync(PeriodicTimer timer)
    {
        using var _ = timer;
        try
        {
            do await BeatOnceAsync();
            while (await timer.WaitForNextTickAsync(_end.Token));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The host has ended.
        }
    }

    private async Task BeatOnceAsync()
    {
        var answered = await AskAsync();
        if (answered) _notifier.Alive();
        if (answered != _isSilent) return;
        _isSilent = !answered;
        _say(answered
            ? "the host answers again"
            : $"the host has not answered for {_notifier.Every.TotalSeconds:0.#} s: the service manager is not told that it lives");
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            return await Task.Run(() => _answers(_end.Token), _end.Token).WaitAsync(_notifier.Every, _clock, _end.Token);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
