using System.Globalization;
using System.Text;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Another run has opened the checkpoint folder since: this one may not write to it any more, and has to stop.</summary>
internal sealed class TakenOverException(string message) : IOException(message);

/// <summary>
/// A number in the checkpoint folder that every run raises at its start. A lock is lost where a volume goes away and comes
/// back; then the number tells who came last.
/// </summary>
internal static class Generation
{
    private const string Name = "generation";

    /// <summary>Raises it, and returns the caller's own.</summary>
    public static long Raise(CheckpointFolder folder)
    {
        // Also above what the manifests say, should the file have been lost.
        var written = folder.Epochs().Select(folder.TryManifest).Max(manifest => manifest?.Generation) ?? 0;
        var own = Math.Max(Read(folder) ?? 0, written) + 1;
        DurableFile.Replace(folder[Name], Encoding.ASCII.GetBytes(own.ToString(CultureInfo.InvariantCulture) + "\n"));
        return own;
    }

    /// <exception cref="TakenOverException">It is not the caller's any more.</exception>
    public static void Check(CheckpointFolder folder, long own)
    {
        if (Read(folder) is not { } found)
            throw new TakenOverException($"'{folder[Name]}' is gone or damaged: the checkpoint folder was removed or replaced while this run held it");
        if (found != own)
            throw new TakenOverException($"another host has taken over the checkpoint folder '{folder.Path}': it has generation {found}, this run is of generation {own} and may not write there any more");
    }

    private static long? Read(CheckpointFolder folder)
    {
        var file = new FileInfo(folder[Name]);
        return file.Exists && long.TryParse(File.ReadAllText(file.FullName).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
