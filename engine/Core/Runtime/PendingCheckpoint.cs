using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>One epoch under way, from its barrier's injection until it is committed or given up.</summary>
/// <param name="epoch">Its number.</param>
/// <param name="taken">When it began.</param>
/// <param name="began">The same as a timestamp of the clock.</param>
internal sealed class PendingCheckpoint(long epoch, DateTimeOffset taken, long began) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Component, string Part), ComponentState> _states = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _positions = [];
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _givenUp = new();
    private bool _disposed;

    public long Epoch { get; } = epoch;

    public DateTimeOffset Taken { get; } = taken;

    public long Began { get; } = began;

    /// <summary>States are kept, not only positions.</summary>
    public bool KeepsAll { get; init; }

    /// <summary>Whose states are to outlive the epoch, for a change of the graph; null for nobody's.</summary>
    public Func<string, bool>? Wanted { get; set; }

    /// <summary>Those, once it is committed.</summary>
    public SavedCheckpoint? Saved { get; set; }

    /// <summary>Every sink has prepared: what is left is to write and to commit.</summary>
    public bool IsCompleting { get; set; }

    /// <summary>It is written, and is being committed: it cannot be given up any more.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Set when it took too long.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Completes with true when the epoch is committed, with false when it was given up.</summary>
    public Task<bool> Settled => _settled.Task;

    /// <summary>Takes a state over; one that comes too late is let go of.</summary>
    public void Add(ComponentState state)
    {
        lock (_lock)
        {
            if (!_disposed && _states.TryAdd((state.Component, state.Part), state)) return;
        }

        state.Bytes.Dispose();
    }

    /// <summary>Says how far a source was read before the barrier.</summary>
    public void Add(string source, IReadOnlyDictionary<string, long> positions)
    {
        lock (_lock) _positions.TryAdd(source, positions);
    }

    /// <summary>All that was saved; of components that ended before the barrier came, their last state.</summary>
    public Snapshot ToSnapshot(IEnumerable<ComponentState> ended)
    {
        lock (_lock)
        {
            var last = ended.Where(state => !_states.ContainsKey((state.Component, state.Part)));
            return new Snapshot(Epoch, Taken, [.. _states.Values, .. last]) { Positions = _positions.ToDictionary() };
        }
    }

    /// <summary>A copy of what some components saved, of those that ended before the barrier came their last state.</summary>
    public SavedCheckpoint ToSaved(IEnumerable<ComponentState> ended, Func<string, bool> of) => new(
        Epoch, Taken, [.. ToSnapshot(ended).States.Where(state => of(state.Component)).Select(state => new SavedState(state.Component, state.Part, state.Kind, state.Fingerprint.Value, Copy(state.Bytes)))]);

    public IReadOnlyDictionary<string, long> Positions(string source)
    {
        lock (_lock) return _positions[source];
    }

    private static byte[] Copy(StateBuffer state)
    {
        var copy = new byte[checked((int)state.Length)];
        var at = 0;
        foreach (var block in state.Blocks)
        {
            block.Span.CopyTo(copy.AsSpan(at));
            at += block.Length;
        }

        return copy;
    }

    public void GiveUp() => _givenUp.Cancel();

    public void Settle(bool isCommitted)
    {
        Dispose();
        _settled.TrySetResult(isCommitted);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var state in _states.Values) state.Bytes.Dispose();
            _states.Clear();
        }
    }
}
