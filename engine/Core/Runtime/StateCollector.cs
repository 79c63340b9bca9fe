using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Where components leave their state as the barrier of an epoch passes them. One that has ended has sent every later
/// barrier: its last state belongs to each epoch that did not find it running.
/// </summary>
/// <param name="keeps">Checkpoints are written; otherwise nothing but positions is asked for.</param>
/// <param name="clock">The one clock.</param>
internal sealed class StateCollector(bool keeps, TimeProvider clock) : IDisposable
{
    private const int ManyBlocks = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Component, string Part), ComponentState> _ended = [];
    private PendingCheckpoint? _pending;
    private Func<string, bool> _isGone = _ => false;

    /// <param name="epoch">The epoch.</param>
    /// <param name="keepsAll">Whatever is saved is kept, for a change of the graph, though no checkpoints are written.</param>
    public PendingCheckpoint Begin(long epoch, bool keepsAll = false)
    {
        var pending = new PendingCheckpoint(epoch, clock.GetUtcNow(), clock.GetTimestamp()) { KeepsAll = keepsAll || keeps };
        lock (_lock) _pending = pending;
        return pending;
    }

    /// <summary>Makes room for what transforms are going to save, before they stand still to do so.</summary>
    public void MakeRoom(IEnumerable<ITransform> transforms)
    {
        if (keeps) StateBlocks.Shared.Warm(BytesOf(transforms));
    }

    /// <summary>The same in the background, where it takes longer than rows should wait for a processor; else null.</summary>
    public Task? MakeMuchRoom(IEnumerable<ITransform> transforms)
    {
        if (!keeps) return null;
        var bytes = BytesOf(transforms);
        return StateBlocks.Shared.Missing(bytes) < ManyBlocks ? null : Background.RunAsync(() => StateBlocks.Shared.Warm(bytes));
    }

    /// <summary>The barrier of an epoch passes an instance.</summary>
    public void Passed(long epoch, StateSlot slot, Action<StateWriter> save)
    {
        if (Find(epoch) is not { KeepsAll: true } pending) return;
        var state = slot.Fill(save);
        if (state.Bytes.Length > 0) pending.Add(state);
    }

    /// <summary>The barrier of an epoch passes a source.</summary>
    public void Passed(long epoch, string source, IReadOnlyDictionary<string, long> positions) => Find(epoch)?.Add(source, positions);

    /// <summary>Nothing more comes to an instance: this is its state from now on.</summary>
    public void Ended(StateSlot slot, Action<StateWriter> save)
    {
        if (!keeps) return;
        var state = slot.Fill(save);
        if (state.Bytes.Length == 0) return;
        lock (_lock) _ended[(slot.Component, slot.Part)] = state;
    }

    /// <summary>What a checkpoint of the epoch is to hold.</summary>
    public Snapshot Snapshot(PendingCheckpoint pending)
    {
        lock (_lock) return pending.ToSnapshot(_ended.Values.Where(state => !_isGone(state.Component)));
    }

    /// <summary>What components left for an epoch, to be given to others that take their places.</summary>
    /// <param name="pending">The epoch, not settled yet.</param>
    /// <param name="of">Whose state is wanted.</param>
    public SavedCheckpoint Saved(PendingCheckpoint pending, Func<string, bool> of)
    {
        lock (_lock) return pending.ToSaved(_ended.Values, of);
    }

    /// <summary>Components that have ended and are no part of the run any more belong to no later epoch.</summary>
    public void LeaveOut(Func<string, bool> isGone)
    {
        lock (_lock) _isGone = isGone;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var state in _ended.Values) state.Bytes.Dispose();
            _ended.Clear();
        }
    }

    private static long BytesOf(IEnumerable<ITransform> transforms) => transforms.Sum(transform => transform.StateBytes);

    private PendingCheckpoint? Find(long epoch)
    {
        lock (_lock) return _pending?.Epoch == epoch ? _pending : null;
    }
}
