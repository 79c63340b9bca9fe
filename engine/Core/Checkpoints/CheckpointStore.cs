using StreamGuard.Contracts;

namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// The checkpoints of one pipeline, held by the one host that writes them. A checkpoint is there whole, or not at all,
/// whenever the process or the machine stops: it is written to a folder of another name, flushed, and renamed.
/// </summary>
public sealed class CheckpointStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CheckpointLock _lock;
    private readonly CheckpointWriter _writer;

    /// <summary>The last one read or written here, so known to be whole: what the next may refer to.</summary>
    private Manifest? _last;

    private CheckpointStore(CheckpointFolder folder, CheckpointLock held, CheckpointWriter writer) =>
        (Folder, _lock, _writer) = (folder, held, writer);

    /// <summary>Where the checkpoints lie.</summary>
    public CheckpointFolder Folder { get; }

    /// <summary>Locks the folder, which is made where it does not exist, and raises its generation.</summary>
    /// <param name="folder">What <c>checkpoint.path</c> says.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="clock">Says since when the folder is held.</param>
    /// <exception cref="IOException">Another process holds the folder, and which; or it cannot be written to.</exception>
    public static CheckpointStore Open(string folder, string pipeline, TimeProvider clock)
    {
        var place = new CheckpointFolder(folder, pipeline);
        CheckpointLock? held = null;
        try
        {
            DurableFile.CreateFolder(place.Path);
            held = CheckpointLock.TryTake(place, clock);
            if (held is not null)
            {
                CheckpointPruning.RemoveLeftovers(place);
                return new CheckpointStore(place, held, new CheckpointWriter(place, pipeline, Generation.Raise(place)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw CheckpointFailure.OfOpening(place, e);
        }

        throw new IOException(
            $"the checkpoint folder '{place.Path}' is in use by {CheckpointLock.Holder(place)}: stop that run first, or give this pipeline another name or checkpoint.path");
    }

    /// <summary>See <see cref="CheckpointFolder.List"/>.</summary>
    public IReadOnlyList<CheckpointInfo> List() => Folder.List();

    /// <summary>The whole checkpoint; null when there is none of this epoch. The next one written may refer to its blocks.</summary>
    /// <exception cref="InvalidDataException">It is damaged; names the file and what is wrong with it.</exception>
    public SavedCheckpoint? Read(long epoch)
    {
        if (!Folder.Epochs().Contains(epoch)) return null;
        lock (_gate)
        {
            var manifest = Folder.Manifest(epoch);
            var checkpoint = CheckpointReader.Read(Folder, manifest);
            _last = manifest;
            // The first checkpoint of this run is going to be about as large.
            _ = Background.RunAsync(() => StateBlocks.Shared.Warm(manifest.States.Sum(state => state.Bytes)));
            return checkpoint;
        }
    }

    /// <summary>The newest checkpoint that is whole, if there is one, and what is wrong with those newer than it.</summary>
    public (SavedCheckpoint? Checkpoint, IReadOnlyList<string> Damaged) Newest()
    {
        var damaged = new List<string>();
        foreach (var epoch in Folder.Epochs().Reverse())
        {
            try
            {
                return (Read(epoch), damaged);
            }
            catch (InvalidDataException e)
            {
                damaged.Add(e.Message);
            }
        }

        return (null, damaged);
    }

    /// <summary>
    /// Writes a checkpoint in the background: it is on disk and readable when the task has ended. Checkpoints of the same
    /// epoch or a later one are removed, since a run that was set back counts from there again. The snapshot must stay as
    /// it is until the task has ended.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; what was begun is removed, and those before are as they were.</exception>
    /// <exception cref="TakenOverException">Another run has opened the folder since.</exception>
    internal async Task WriteAsync(Snapshot snapshot, CancellationToken stop) => await Background.RunAsync(() => Write(snapshot, stop)).ConfigureAwait(false);

    /// <summary>
    /// Removes what is needed no more once an epoch is committed: all but its checkpoint, the whole one before it, those
    /// after it, and the blocks they refer to. Removing large files takes some 10 ms.
    /// </summary>
    /// <exception cref="IOException">Something could not be removed; the checkpoints that are left are whole.</exception>
    /// <exception cref="TakenOverException">Another run has opened the folder since.</exception>
    public void Prune(long committedEpoch)
    {
        lock (_gate)
        {
            _writer.CheckOwner();
            var epochs = Folder.Epochs();
            var later = epochs.Where(epoch => epoch > committedEpoch).ToList();
            var keep = epochs.Where(epoch => epoch <= committedEpoch).Reverse().Select(Whole).OfType<Manifest>().Take(2);
            CheckpointPruning.Keep(Folder, [.. keep, .. later.Select(Whole).OfType<Manifest>()], later);
        }
    }

    /// <summary>Removes checkpoints for good, but for the blocks that others refer to.</summary>
    /// <param name="epochs">Those to remove.</param>
    /// <exception cref="IOException">Something could not be removed; the checkpoints that are left are whole.</exception>
    public void Delete(IReadOnlyCollection<long> epochs)
    {
        lock (_gate)
        {
            var stay = Folder.Epochs().Except(epochs).ToList();
            CheckpointPruning.Keep(Folder, [.. stay.Select(Whole).OfType<Manifest>()], stay);
            if (_last is { } last && epochs.Contains(last.Epoch)) _last = null;
        }
    }

    public void Dispose() => _lock.Dispose();

    private void Write(Snapshot snapshot, CancellationToken stop)
    {
        lock (_gate) _last = _writer.Write(snapshot, _last, stop);
        StateBlocks.Shared.Renew();
    }

    /// <summary>Its manifest, if it is whole as far as can be seen without reading it.</summary>
    private Manifest? Whole(long epoch) =>
        Folder.TryManifest(epoch) is { } manifest && CheckpointReader.MissingBlocks(Folder, manifest) is null ? manifest : null;
}
