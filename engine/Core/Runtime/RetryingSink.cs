using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>A sink whose calls are made again when what stood in their way may pass.</summary>
/// <param name="inner">The sink.</param>
/// <param name="retry">Of all calls but commits.</param>
/// <param name="commits">Of commits, which may be under way beside others.</param>
internal sealed class RetryingSink(ISink inner, Retry retry, Retry commits) : ISink
{
    public bool IsTransactional => inner.IsTransactional;

    public bool CommitsBesideWrites => inner.CommitsBesideWrites;

    public string? CommitsWith => inner.CommitsWith;

    public void Bind(SinkBinding binding) => inner.Bind(binding);

    public void Save(StateWriter state) => inner.Save(state);

    public void Restore(StateReader state) => inner.Restore(state);

    public async ValueTask<long> CommittedEpochAsync(RunContext run, CancellationToken stop)
    {
        var epoch = 0L;
        await retry.CallAsync(async () => epoch = await inner.CommittedEpochAsync(run, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        return epoch;
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => retry.CallAsync(() => inner.OpenAsync(context, stop), stop);

    public ValueTask WriteAsync(Batch batch, CancellationToken stop) => retry.CallAsync(() => inner.WriteAsync(batch, stop), stop);

    public ValueTask FlushAsync(CancellationToken stop) => retry.CallAsync(() => inner.FlushAsync(stop), stop);

    public ValueTask EndAsync(CancellationToken stop) => retry.CallAsync(() => inner.EndAsync(stop), stop);

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop) =>
        retry.CallAsync(() => inner.PrepareAsync(epoch, state, stop), stop);

    public ValueTask CommitAsync(long epoch, CancellationToken stop) => commits.CallAsync(() => inner.CommitAsync(epoch, stop), stop);

    public ValueTask CloseAsync() => inner.CloseAsync();
}
