using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Removes checkpoints from their folder. At every instant what is left can be read.</summary>
internal static class CheckpointPruning
{
    private const string Removed = CheckpointFolder.Leftover + "removed-";

    /// <summary>Removes what a writer that was killed left behind.</summary>
    public static void RemoveLeftovers(CheckpointFolder folder)
    {
        foreach (var leftover in Directory.EnumerateDirectories(folder.Path, CheckpointFolder.Leftover + "*").ToList()) Directory.Delete(leftover, recursive: true);
    }

    /// <summary>
    /// Removes all checkpoints but those to keep and those to leave alone. Blocks that a kept one refers to stay, in a
    /// folder that is no checkpoint any more.
    /// </summary>
    /// <param name="folder">The pipeline's.</param>
    /// <param name="keep">Checkpoints that stay whole.</param>
    /// <param name="leave">Epochs that are not touched, though nobody knows what they refer to.</param>
    public static void Keep(CheckpointFolder folder, IReadOnlyList<Manifest> keep, IReadOnlyCollection<long> leave)
    {
        var stay = keep.Select(manifest => manifest.Epoch).Concat(leave).ToHashSet();
        var referred = keep.SelectMany(manifest => manifest.Blocks).Select(block => block.Epoch).ToHashSet();
        // The newest first: a checkpoint refers only to those before it, and goes before they do.
        foreach (var epoch in folder.Folders().Reverse().Where(epoch => !stay.Contains(epoch)))
            if (referred.Contains(epoch)) Supersede(folder, epoch);
            else Remove(folder, epoch);
        Durable.SyncFolder(folder.Path);
    }

    /// <summary>Removes a checkpoint's folder. It is renamed first, since a folder that is half removed would look damaged.</summary>
    public static void Remove(CheckpointFolder folder, long epoch)
    {
        var removed = folder[Removed + CheckpointFolder.NameOf(epoch)];
        if (Directory.Exists(removed)) Directory.Delete(removed, recursive: true);
        Directory.Move(folder.FolderOf(epoch), removed);
        Directory.Delete(removed, recursive: true);
    }

    private static void Supersede(CheckpointFolder folder, long epoch)
    {
        if (!File.Exists(folder.ManifestOf(epoch))) return;
        File.Move(folder.ManifestOf(epoch), folder.SupersededOf(epoch), overwrite: true);
        Durable.SyncFolder(folder.FolderOf(epoch));
    }
}
