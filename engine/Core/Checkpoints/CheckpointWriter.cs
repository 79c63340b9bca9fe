using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Writes checkpoints of one run.</summary>
internal sealed class CheckpointWriter(CheckpointFolder folder, string pipeline, long generation)
{
    private const string Unfinished = CheckpointFolder.Leftover + "unfinished-";

    /// <summary>Writes, flushes and publishes a checkpoint; returns its manifest.</summary>
    /// <param name="snapshot">What it is to hold.</param>
    /// <param name="earlier">A checkpoint known to be whole, whose blocks may be referred to.</param>
    /// <param name="stop">Ends it before it is published.</param>
    /// <exception cref="IOException">Why it could not be written; what was begun is removed.</exception>
    public Manifest Write(Snapshot snapshot, Manifest? earlier, CancellationToken stop)
    {
        var temporary = folder[Unfinished + CheckpointFolder.NameOf(snapshot.Epoch)];
        try
        {
            CheckOwner();
            Abandon(temporary);
            Directory.CreateDirectory(temporary);
            var manifest = Fill(temporary, snapshot, earlier, stop);
            // Again, since writing takes long enough for another to come.
            CheckOwner();
            Publish(temporary, snapshot.Epoch);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Abandon(temporary);
            if (e is TakenOverException) throw;
            throw CheckpointFailure.OfWriting(folder, snapshot, e);
        }
        catch
        {
            Abandon(temporary);
            throw;
        }
    }

    /// <summary>Whoever writes or removes asks this before.</summary>
    /// <exception cref="TakenOverException">Another run has opened the folder since.</exception>
    public void CheckOwner() => Generation.Check(folder, generation);

    private Manifest Fill(string temporary, Snapshot snapshot, Manifest? earlier, CancellationToken stop)
    {
        IEnumerable<BlockReference> known = earlier is not null && earlier.Epoch < snapshot.Epoch ? BlockWriter.Reusable(earlier, folder) : [];
        using var blocks = new BlockWriter(Path.Combine(temporary, CheckpointFolder.Blocks), snapshot.Epoch, known);
        var states = snapshot.States.Select(state => Write(state, blocks, stop)).ToList();
        blocks.Flush();
        var manifest = new Manifest
        {
            Pipeline = pipeline,
            Epoch = snapshot.Epoch,
            Generation = generation,
            Taken = snapshot.Taken,
            NewBytes = blocks.Length,
            States = states,
            Positions = snapshot.Positions,
        };
        DurableFile.Create(Path.Combine(temporary, CheckpointFolder.ManifestName), manifest.ToBytes());
        Durable.SyncFolder(temporary);
        return manifest;
    }

    private static ManifestState Write(ComponentState state, BlockWriter blocks, CancellationToken stop)
    {
        if (state.Bytes.Length > Array.MaxLength)
            throw new IOException($"the state of '{state.Component}' ({state.Part}) has {state.Bytes.Length} bytes, and {Array.MaxLength} can be read back: spread it over more lanes, or bound it by a ttl or max_keys");
        var references = new List<BlockReference>();
        foreach (var block in state.Bytes.Blocks)
        {
            stop.ThrowIfCancellationRequested();
            references.Add(blocks.Write(block.Span));
        }

        return new ManifestState(state.Component, state.Part, state.Kind, state.Fingerprint.Value, state.Bytes.Length, references);
    }

    private void Publish(string temporary, long epoch)
    {
        foreach (var later in folder.Folders().Reverse().Where(other => other >= epoch)) CheckpointPruning.Remove(folder, later);
        FaultPoints.Reach("checkpoint.publish.before");
        Directory.Move(temporary, folder.FolderOf(epoch));
        Durable.SyncFolder(folder.Path);
        FaultPoints.Reach("checkpoint.publish.after");
    }

    private static void Abandon(string temporary)
    {
        try
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What failed before says more; the next start removes it.
        }
    }
}
