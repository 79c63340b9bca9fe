namespace StreamGuard.Host.Service;

/// <summary>What a request asks for.</summary>
internal enum Wish
{
    Pause,
    Resume,
    Restart,
    Reload,
    Stop,
}

/// <summary>What somebody wants of a pipeline, answered by its loop.</summary>
/// <param name="Wish">What it asks for.</param>
/// <param name="AllowStateLoss">The file may have no place for some of the state.</param>
internal sealed record Request(Wish Wish, bool AllowStateLoss)
{
    private readonly TaskCompletionSource<Outcome> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What became of it.</summary>
    public Task<Outcome> Answered => _asked.Task;

    /// <summary>Tells whoever asked.</summary>
    public void Answer(bool done, string text) => _asked.TrySetResult(new Outcome(done, text));
}
