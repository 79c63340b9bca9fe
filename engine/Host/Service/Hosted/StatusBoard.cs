namespace StreamGuard.Host.Service.Hosted;

/// <summary>Where a pipeline's status stands: written by its loop alone, read by everyone.</summary>
internal sealed class StatusBoard(PipelineFile file, TimeProvider clock)
{
    /// <summary>As it is now.</summary>
    public HostedStatus Status { get; private set => Volatile.Write(ref field, value); } = new(file.Name, file.Path, HostedState.Starting, clock.GetUtcNow());

    /// <summary>Told of every change: the status before, and the one now.</summary>
    public event Action<HostedStatus, HostedStatus>? Changed;

    /// <summary>Changes the status.</summary>
    /// <param name="state">What the pipeline does from now on.</param>
    /// <param name="with">What else is different.</param>
    public void Become(HostedState state, Func<HostedStatus, HostedStatus>? with = null)
    {
        var before = Status;
        var after = state == before.State ? before : before with { State = state, Since = clock.GetUtcNow() };
        Status = with is null ? after : with(after);
        Changed?.Invoke(before, Status);
    }
}
