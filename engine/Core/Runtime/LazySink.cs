using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>A sink that is made and opened when its first row comes, so that no rows leave no trace.</summary>
internal sealed class LazySink(Func<ISink> create) : ISink
{
    private SinkContext? _context;
    private ISink? _sink;

    public void Bind(SinkBinding binding)
    {
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        return _sink?.OpenAsync(context, stop) ?? ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        if (_sink is null)
        {
            // Not kept before it is open: where it could not be opened, the call may be made again.
            var sink = create();
            await sink.OpenAsync(_context!, stop).ConfigureAwait(false);
            _sink = sink;
        }

        await _sink.WriteAsync(batch, stop).ConfigureAwait(false);
    }

    public ValueTask FlushAsync(CancellationToken stop) => _sink?.FlushAsync(stop) ?? ValueTask.CompletedTask;

    public ValueTask EndAsync(CancellationToken stop) => _sink?.EndAsync(stop) ?? ValueTask.CompletedTask;

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop) =>
        _sink?.PrepareAsync(epoch, state, stop) ?? ValueTask.CompletedTask;

    public ValueTask CommitAsync(long epoch, CancellationToken stop) => _sink?.CommitAsync(epoch, stop) ?? ValueTask.CompletedTask;

    /// <summary>A state of no bytes is that of a sink that was not made yet.</summary>
    public void Restore(StateReader state)
    {
        if (state.AtEnd) return;
        _sink = create();
        _sink.Restore(state);
    }

    public ValueTask CloseAsync() => _sink?.CloseAsync() ?? ValueTask.CompletedTask;
}
