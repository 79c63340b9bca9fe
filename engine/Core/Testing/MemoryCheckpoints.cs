using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Testing;

/// <summary>Checkpoints that outlive a run but not the process.</summary>
internal sealed class MemoryCheckpoints : ICheckpoints
{
    private readonly SortedList<long, SavedCheckpoint> _kept = [];

    public string Place => "memory";

    public IReadOnlyList<long> Epochs
    {
        get
        {
            lock (_kept) return [.. _kept.Keys];
        }
    }

    public SavedCheckpoint Read(long epoch)
    {
        lock (_kept) return _kept[epoch];
    }

    public void BeginFrom(long? epoch)
    {
        lock (_kept)
            foreach (var stray in _kept.Keys.Where(other => epoch is null || other > epoch).ToList()) _kept.Remove(stray);
    }

    public Task WriteAsync(Snapshot snapshot, CancellationToken stop)
    {
        var states = snapshot.States.Select(state => new SavedState(state.Component, state.Part, state.Kind, state.Fingerprint.Value, Copy(state.Bytes))).ToList();
        lock (_kept) _kept[snapshot.Epoch] = new SavedCheckpoint(snapshot.Epoch, snapshot.Taken, states);
        return Task.CompletedTask;
    }

    public void Committed(long epoch)
    {
        lock (_kept)
            while (_kept.Count > 2) _kept.RemoveAt(0);
    }

    public void Dispose()
    {
    }

    private static byte[] Copy(StateBuffer buffer)
    {
        var bytes = new byte[buffer.Length];
        var at = 0;
        foreach (var block in buffer.Blocks)
        {
            block.CopyTo(bytes.AsMemory(at));
            at += block.Length;
        }

        return bytes;
    }
}
