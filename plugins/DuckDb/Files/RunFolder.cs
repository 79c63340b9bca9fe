using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Files;

/// <summary>
/// A sink's folder for unfinished files, <c>.streamguard/&lt;component&gt;-&lt;generation&gt;</c> on the volume of what it
/// writes. The generation rises with every start, so that names of parts never meet those of an earlier run; a lock
/// tells a run that lives from one that died, whose files are removed at the next start of the same pipeline: others may
/// write to the same place by a sink of the same name, and their runs may go on from the files they have there.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>Name of the folder of all runs' folders.</summary>
    public const string Root = ".streamguard";

    private const string LockName = "lock";
    private const string OwnerName = "owner";

    private readonly FileStream _lock;

    private RunFolder(string path, int generation, FileStream taken) => (Path, Generation, _lock) = (path, generation, taken);

    public string Path { get; }

    /// <summary>Counted from 1.</summary>
    public int Generation { get; }

    /// <param name="folder">The folder written to, which is made when it is missing.</param>
    /// <param name="component">Whose files they are.</param>
    /// <param name="run">That goes on from them, or leaves them to its next one.</param>
    /// <param name="keep">Files of earlier runs that are still needed.</param>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public static RunFolder Open(string folder, string component, RunContext run, IReadOnlySet<string> keep)
    {
        var owner = OwnerOf(run, folder);
        var unfinished = System.IO.Path.Combine(folder, Root);
        Durable.MakeFolder(unfinished);
        var generation = 0;
        foreach (var earlier in Directory.GetDirectories(unfinished, component + "-*"))
        {
            // What stands between may be a part of another component's name.
            if (!int.TryParse(System.IO.Path.GetFileName(earlier.AsSpan())[(component.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            generation = Math.Max(generation, number);
            RemoveDead(earlier, owner, keep);
        }

        while (true)
        {
            var path = System.IO.Path.Combine(unfinished, $"{component}-{++generation}");
            Durable.MakeFolder(path);
            if (TryLock(path) is not { } taken) continue;
            var opened = new RunFolder(path, generation, taken);
            try
            {
                var name = System.IO.Path.Combine(path, OwnerName);
                File.WriteAllText(name, owner);
                Durable.Flush([name], [path]);
                return opened;
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    /// <summary>Leaves the folder itself where it is, so that the next run counts on; it is nobody's when nothing is left in it.</summary>
    public void Dispose()
    {
        if (FilesOf(Path).Count == 0) File.Delete(System.IO.Path.Combine(Path, OwnerName));
        _lock.Dispose();
        File.Delete(_lock.Name);
    }

    /// <summary>
    /// A pipeline, by its name and where its checkpoints are: those of a trial name no files of those that count. From the
    /// folder written to, which may be moved together with them.
    /// </summary>
    private static string OwnerOf(RunContext run, string folder) =>
        $"{run.Pipeline}\n{(run.CheckpointFolder is { } checkpoints ? System.IO.Path.GetRelativePath(folder, checkpoints) : "")}";

    private static void RemoveDead(string path, string owner, IReadOnlySet<string> keep)
    {
        var name = System.IO.Path.Combine(path, OwnerName);
        using (var taken = TryLock(path))
        {
            if (taken is null || (File.Exists(name) && File.ReadAllText(name) != owner)) return;
            foreach (var file in FilesOf(path))
                if (!keep.Contains(file)) File.Delete(file);
        }

        File.Delete(System.IO.Path.Combine(path, LockName));
        if (FilesOf(path).Count == 0) Directory.Delete(path, recursive: true);
    }

    private static List<string> FilesOf(string path) =>
        [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Where(file => System.IO.Path.GetRelativePath(path, file) is not (LockName or OwnerName))];

    /// <summary>Null when another process has the folder.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            return null;
        }
    }
}
