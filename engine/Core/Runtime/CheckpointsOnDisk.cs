using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>Checkpoints in the folder that the pipeline file names.</summary>
internal sealed class CheckpointsOnDisk(CheckpointStore store) : ICheckpoints
{
    private IReadOnlyCollection<long> _strays = [];

    public string Place => store.Folder.Path;

    public IReadOnlyList<long> Epochs => [.. store.List().Select(info => info.Epoch)];

    public SavedCheckpoint Read(long epoch) =>
        store.Read(epoch) ?? throw new InvalidDataException($"checkpoint {epoch} is not in '{Place}'");

    public void BeginFrom(long? epoch) => _strays = [.. Epochs.Where(other => epoch is null || other > epoch)];

    public Task WriteAsync(Snapshot snapshot, CancellationToken stop) => store.WriteAsync(snapshot, stop);

    public void Committed(long epoch)
    {
        var strays = _strays.Where(stray => stray != epoch).ToList();
        if (strays.Count > 0) store.Delete(strays);
        _strays = [];
        store.Prune(epoch);
    }

    public void Dispose() => store.Dispose();
}
