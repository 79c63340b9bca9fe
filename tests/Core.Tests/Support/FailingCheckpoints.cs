using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Checkpoints in memory, whose writing may fail or take for ever, and of which some can be damaged.</summary>
internal sealed class FailingCheckpoints : ICheckpoints
{
    private readonly MemoryCheckpoints _inner = new();

    /// <summary>Called before a checkpoint is written; throws what a disk would, or waits.</summary>
    public Func<long, CancellationToken, Task> BeforeWrite { get; set; } = (_, _) => Task.CompletedTask;

    public List<long> Damaged { get; } = [];

    public string Place => _inner.Place;

    public IReadOnlyList<long> Epochs => _inner.Epochs;

    public SavedCheckpoint Read(long epoch) => Damaged.Contains(epoch) ? throw new InvalidDataException($"checkpoint {epoch} is damaged") : _inner.Read(epoch);

    public void BeginFrom(long? epoch) => _inner.BeginFrom(epoch);

    public async Task WriteAsync(Snapshot snapshot, CancellationToken stop)
    {
        await BeforeWrite(snapshot.Epoch, stop);
        await _inner.WriteAsync(snapshot, stop);
    }

    public void Committed(long epoch) => _inner.Committed(epoch);

    public void Dispose() => _inner.Dispose();
}
