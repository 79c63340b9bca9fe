using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Small files that are on disk, whole, when a call returns.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file that does not exist. Its name is on disk when its folder is flushed.</summary>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Puts new content in the place of a file, or makes it; whoever reads it sees the old or the new.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, CheckpointFolder.Leftover + Path.GetFileName(path));
        File.Delete(temporary);
        Create(temporary, content);
        File.Move(temporary, path, overwrite: true);
        Durable.SyncFolder(folder);
    }

    /// <summary>Makes a folder and those above it, with their names on disk.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is { } above)
        {
            CreateFolder(above);
            Directory.CreateDirectory(path);
            Durable.SyncFolder(above);
        }
    }
}
