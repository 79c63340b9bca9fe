using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>A whole, durable file that is not visible yet, and where it belongs.</summary>
internal sealed record Part(string Unfinished, string Final)
{
    /// <summary>Makes parts visible, those not yet published before a crash; durable when this returns.</summary>
    /// <param name="parts">Of one sink.</param>
    /// <param name="replace">A file that is there gives way.</param>
    /// <exception cref="IOException">Another file has the name, or the folder cannot be written to.</exception>
    public static void Publish(IReadOnlyCollection<Part> parts, bool replace)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (!File.Exists(part.Unfinished) && File.Exists(part.Final)) continue;
            MakeFolder(Path.GetDirectoryName(part.Final)!, changed);
            FaultPoints.Reach("parquet.rename.before");
            File.Move(part.Unfinished, part.Final, replace);
            FaultPoints.Reach("parquet.rename.after");
            RemoveEmpty(Path.GetDirectoryName(part.Unfinished)!);
        }

        Durable.Flush([], changed);
    }

    /// <summary>Adds the folders whose entries change: this one, and each that one is made in.</summary>
    private static void MakeFolder(string folder, HashSet<string> changed)
    {
        if (!changed.Add(folder) || Directory.Exists(folder)) return;
        MakeFolder(Path.GetDirectoryName(folder)!, changed);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Removes folders of an epoch that nothing is left in, up to the folder of the run.</summary>
    private static void RemoveEmpty(string folder)
    {
        while (Path.GetFileName(Path.GetDirectoryName(folder)) != RunFolder.Root && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder)!;
        }
    }
}
