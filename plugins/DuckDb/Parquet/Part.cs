using StreamGuard.Plugins.DuckDb.Files;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>A whole, durable file that is not visible yet, and where it belongs.</summary>
internal sealed record Part(string Unfinished, string Final)
{
    /// <summary>Makes it visible; done already when it was published before a crash.</summary>
    /// <param name="replace">A file that is there gives way.</param>
    /// <exception cref="IOException">Another file has the name, or the folder cannot be written to.</exception>
    public void Publish(bool replace)
    {
        if (!File.Exists(Unfinished) && File.Exists(Final)) return;
        var folder = Path.GetDirectoryName(Final)!;
        Directory.CreateDirectory(folder);
        File.Move(Unfinished, Final, replace);
        Durable.FlushFolder(folder);
        RemoveEmpty(Path.GetDirectoryName(Unfinished)!);
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
