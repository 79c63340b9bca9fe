namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>
/// Wakes whoever waits for something to change: they take <see cref="Next"/>, look, and wait for it where nothing has
/// changed yet.
/// </summary>
internal sealed class Pulse
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Completes with the next change.</summary>
    public Task Next => _next.Task;

    public void Beat() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
