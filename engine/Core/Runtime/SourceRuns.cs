namespace StreamGuard.Core.Runtime;

/// <summary>The readers of a run, each in a task of its own: some may be added, and others given up, while it runs.</summary>
/// <param name="goesOn">See <see cref="SourceStage.RunAsync"/>.</param>
/// <param name="stop">The wish to stop.</param>
internal sealed class SourceRuns(bool goesOn, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private readonly List<Task> _running = [];

    /// <summary>All that were started have ended.</summary>
    public bool HaveEnded
    {
        get
        {
            lock (_lock) return _running.TrueForAll(each => each.IsCompleted);
        }
    }

    public void Start(SourceStage source)
    {
        source.Running = Task.Run(() => source.RunAsync(goesOn, stop));
        Add(source.Running);
    }

    /// <summary>Something else that is to be over before the run is.</summary>
    public void Add(Task task)
    {
        lock (_lock) _running.Add(task);
    }

    /// <summary>Completes when all have ended, those included that are started meanwhile.</summary>
    public async Task EndedAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_lock) running = [.. _running];
            await Task.WhenAll(running).ConfigureAwait(false);
            lock (_lock)
            {
                if (_running.Count == running.Length) return;
            }
        }
    }
}
