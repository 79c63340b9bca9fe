using System.Diagnostics;
using StreamGuard.Contracts;

namespace StreamGuard.Benchmarks;

/// <summary>
/// Stands ahead of what keeps the state, in the same thread: from the end of one batch to the beginning of the next is what
/// a row waits there. With a barrier between them that is the time in which everything saves.
/// </summary>
internal sealed class StallProbe(StallLog log) : ITransform
{
    private long _ended;
    private bool _hasBarrier;

    public Schema? Bind(TransformBinding binding) => binding.Input;

    public void OnBatch(Batch batch, Output output)
    {
        if (_hasBarrier) log.Add(Stopwatch.GetElapsedTime(_ended).TotalMilliseconds);
        _hasBarrier = false;
        output.Pass(batch);
        log.Passed(batch.Rows);
        _ended = Stopwatch.GetTimestamp();
    }

    public void Save(StateWriter state) => _hasBarrier = _ended != 0;
}

/// <summary>What the probe saw.</summary>
internal sealed class StallLog
{
    private readonly Lock _lock = new();
    private readonly List<double> _stalls = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _rows;

    /// <summary>Completes with the first row.</summary>
    public Task First => _first.Task;

    public long Rows => Interlocked.Read(ref _rows);

    public void Passed(int rows)
    {
        Interlocked.Add(ref _rows, rows);
        _first.TrySetResult();
    }

    public void Add(double milliseconds)
    {
        lock (_lock) _stalls.Add(milliseconds);
    }

    /// <summary>The stalls since the last call, in milliseconds.</summary>
    public List<double> Take()
    {
        lock (_lock)
        {
            List<double> taken = [.. _stalls];
            _stalls.Clear();
            return taken;
        }
    }
}
