using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Makes a call again after a <see cref="RetryableException"/>: first after 100 ms, then after twice as long each time, up
/// to 30 s. Up to half of a wait is left out by chance, so that all who wait for one server do not come back at once; a
/// wait that the server asks for is kept, up to 5 min. It goes on until the run is stopped, or for as long as the pipeline
/// says.
/// </summary>
/// <param name="scope">The run: its clock, and whether it was stopped.</param>
/// <param name="atMost">How long one call may be tried; null for as long as it takes.</param>
internal sealed class Retry(RunScope scope, Duration? atMost)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // A server may ask for a longer wait, within reason: nobody watches over one that asks for a day by mistake.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(5);

    private volatile Waits? _waits;

    /// <summary>What it waited for; null when it never had to.</summary>
    public Waits? Waited => _waits;

    /// <exception cref="StoppedException">The run was stopped, and the call could not be made.</exception>
    /// <exception cref="TimeoutException">The time is over, and the call could not be made.</exception>
    public async ValueTask CallAsync(Func<ValueTask> call, CancellationToken aborted)
    {
        var began = 0L;
        for (var failures = 0; ; failures++)
        {
            try
            {
                await call().ConfigureAwait(false);
                if (failures > 0) _waits = _waits! with { IsWaiting = false };
                return;
            }
            catch (RetryableException failed)
            {
                if (failures == 0) began = scope.Clock.GetTimestamp();
                await WaitAsync(failed, failures, scope.Clock.GetElapsedTime(began), aborted).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(RetryableException failed, int before, TimeSpan since, CancellationToken aborted)
    {
        if (scope.Stopping.IsCancellationRequested)
            throw new StoppedException($"{failed.Message} (the run was stopped while it waited for this to pass)", failed);
        if (since >= atMost?.TimeSpan)
            throw new TimeoutException($"{failed.Message} (tried {before + 1} times, for longer than retry.at_most, {atMost})", failed);

        var (times, spent) = _waits is { } earlier ? (earlier.Times, earlier.Spent) : (0, TimeSpan.Zero);
        _waits = new Waits(failed.Message, IsWaiting: true, times + 1, spent);
        var start = scope.Clock.GetTimestamp();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, scope.Stopping);
        try
        {
            await Task.Delay(Delay(failed, before, since), scope.Clock, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // Stopped: the call is made once more, and then no more.
        }

        _waits = _waits with { Spent = spent + scope.Clock.GetElapsedTime(start) };
    }

    private TimeSpan Delay(RetryableException failed, int before, TimeSpan since)
    {
        var longest = Math.Min(Longest.TotalMilliseconds, Shortest.TotalMilliseconds * Math.Pow(2, Math.Min(before, 30)));
        var delay = TimeSpan.FromMilliseconds(longest * (1 - Random.Shared.NextDouble() / 2));
        if (failed.After is { } asked && asked > delay) delay = asked < LongestAsked ? asked : LongestAsked;
        return atMost is { } limit && limit.TimeSpan - since < delay ? limit.TimeSpan - since : delay;
    }
}

/// <summary>What a sink or source waited for.</summary>
/// <param name="Reason">Why it had to, the last time.</param>
/// <param name="IsWaiting">It still has to.</param>
/// <param name="Times">Waits in all.</param>
/// <param name="Spent">How long they took, by the pipeline's clock; the one under way left out.</param>
public sealed record Waits(string Reason, bool IsWaiting, long Times, TimeSpan Spent)
{
    /// <summary>What two waited for, with the reason of the one that still does; the first's where that is neither or both.</summary>
    public static Waits? Of(Waits? one, Waits? other)
    {
        if (one is null || other is null) return one ?? other;
        var told = other.IsWaiting && !one.IsWaiting ? other : one;
        return told with { Times = one.Times + other.Times, Spent = one.Spent + other.Spent };
    }
}
