using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Remembers every checkpoint that was written; a run goes on from the one that is chosen, if any.</summary>
internal sealed class EveryCheckpoint : ICheckpoints
{
    private readonly MemoryCheckpoints _newest = new();

    public List<SavedCheckpoint> Written { get; } = [];

    public SavedCheckpoint? Chosen { get; set; }

    public string Place => "memory";

    public IReadOnlyList<long> Epochs => Chosen is null ? [] : [Chosen.Epoch];

    public SavedCheckpoint Read(long epoch) => Chosen!;

    public void BeginFrom(long? epoch)
    {
    }

    public async Task WriteAsync(Snapshot snapshot, CancellationToken stop)
    {
        await _newest.WriteAsync(snapshot, stop);
        lock (Written) Written.Add(_newest.Read(snapshot.Epoch));
    }

    public void Committed(long epoch) => _newest.Committed(epoch);

    public void Dispose()
    {
    }
}
