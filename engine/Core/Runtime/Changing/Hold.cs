namespace StreamGuard.Core.Runtime.Changing;

/// <summary>
/// Holds all sources of a run where a barrier stands in them: their readers go on until the queues before are full, keep
/// their connections, and nothing goes into the pipeline until they are released.
/// </summary>
/// <param name="clock">The one clock.</param>
internal sealed class Hold(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _expected;
    private TaskCompletionSource? _allStand;
    private long? _began;

    /// <summary>Sources may go on.</summary>
    public Task Released => _released.Task;

    /// <summary>Since the first source stood; zero where none has.</summary>
    public TimeSpan Stall
    {
        get
        {
            lock (_lock) return _began is { } began ? clock.GetElapsedTime(began) : TimeSpan.Zero;
        }
    }

    /// <summary>One more source is going to stand.</summary>
    public void Expect()
    {
        lock (_lock) _expected++;
    }

    /// <summary>A source stands, until the release or until it is given up.</summary>
    /// <param name="isCut">It has sent rows before, and sends none now.</param>
    /// <param name="quit">Ends the wait.</param>
    public Task StandAsync(bool isCut, CancellationToken quit)
    {
        TaskCompletionSource? last;
        lock (_lock)
        {
            if (isCut) _began ??= clock.GetTimestamp();
            last = --_expected <= 0 ? _allStand : null;
        }

        last?.TrySetResult();
        return _released.Task.WaitAsync(quit);
    }

    /// <summary>Completes when all stand that are expected now.</summary>
    public Task AllStand()
    {
        lock (_lock)
        {
            if (_expected <= 0) return Task.CompletedTask;
            _allStand = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _allStand.Task;
        }
    }

    public void Release() => _released.TrySetResult();
}
