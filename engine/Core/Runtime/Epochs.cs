using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Cuts the stream by the clock: an epoch's barrier goes into every source; when every sink has prepared, all commit. The
/// next epoch begins only then.
/// </summary>
internal sealed class Epochs(IReadOnlyList<SourceStage> sources, IReadOnlyList<SinkStage> sinks, SinkStage deadLetters) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<SinkStage> _running = [.. sinks];
    private readonly HashSet<SinkStage> _waitedFor = [];
    private ITimer? _timer;
    private Task _committing = Task.CompletedTask;
    private long _current;
    private bool _open;

    /// <summary>Epochs that every sink has committed.</summary>
    public long Committed { get; private set; }

    /// <summary>Ticks that found the epoch before not committed yet.</summary>
    public long Skipped { get; private set; }

    public void Start(TimeProvider clock, Duration every)
    {
        foreach (var sink in sinks) sink.Prepared = OnPrepared;
        _timer = clock.CreateTimer(_ => Begin(), null, every.TimeSpan, every.TimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Begins no further epoch, and waits for a commit that is under way.</summary>
    public Task StopAsync()
    {
        Dispose();
        return _committing;
    }

    /// <summary>Begins an epoch, unless one is under way.</summary>
    public void Begin()
    {
        long epoch;
        lock (_lock)
        {
            if (_open || _running.Count == 0)
            {
                if (_open) Skipped++;
                return;
            }

            _open = true;
            epoch = ++_current;
            _waitedFor.UnionWith(_running);
        }

        foreach (var source in sources) source.InjectBarrier(epoch);
    }

    private void OnPrepared(SinkStage sink, long epoch)
    {
        lock (_lock)
        {
            if (epoch == long.MaxValue) _running.Remove(sink);
            if (!_waitedFor.Remove(sink) || _waitedFor.Count > 0) return;
        }

        // Not in the sink's own call: it holds its gate, and the others may be writing.
        _committing = Task.Run(CommitAsync);
    }

    private async Task CommitAsync()
    {
        List<SinkStage> running;
        lock (_lock) running = [.. _running];
        foreach (var sink in running) await sink.CommitAsync(_current).ConfigureAwait(false);
        await deadLetters.PrepareAndCommitAsync(_current).ConfigureAwait(false);
        lock (_lock)
        {
            _open = false;
            Committed = _current;
        }
    }
}
