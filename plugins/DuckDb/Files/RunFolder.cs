using System.Globalization;

namespace StreamGuard.Plugins.DuckDb.Files;

/// <summary>
/// A sink's folder for unfinished files, <c>.streamguard/&lt;component&gt;-&lt;generation&gt;</c> on the volume of what it
/// writes. The generation rises with every start, so that names of parts never meet those of an earlier run; a lock
/// tells a run that lives from one that died, whose files are removed at the next start.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>Name of the folder of all runs' folders.</summary>
    public const string Root = ".streamguard";

    private const string LockName = "lock";

    private readonly FileStream _lock;

    private RunFolder(string path, int generation, FileStream taken) => (Path, Generation, _lock) = (path, generation, taken);

    public string Path { get; }

    /// <summary>Counted from 1.</summary>
    public int Generation { get; }

    /// <param name="folder">The folder written to, which is made when it is missing.</param>
    /// <param name="component">Whose files they are.</param>
    /// <param name="keep">Files of earlier runs that are still needed.</param>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public static RunFolder Open(string folder, string component, IReadOnlySet<string> keep)
    {
        var unfinished = System.IO.Path.Combine(folder, Root);
        Durable.MakeFolder(unfinished);
        var generation = 0;
        foreach (var earlier in Directory.GetDirectories(unfinished, component + "-*"))
        {
            // What stands between may be a part of another component's name.
            if (!int.TryParse(System.IO.Path.GetFileName(earlier.AsSpan())[(component.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            generation = Math.Max(generation, number);
            RemoveDead(earlier, keep);
        }

        while (true)
        {
            var path = System.IO.Path.Combine(unfinished, $"{component}-{++generation}");
            Durable.MakeFolder(path);
            if (TryLock(path) is { } taken) return new RunFolder(path, generation, taken);
        }
    }

    /// <summary>Leaves the folder itself where it is, so that the next run counts on.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        File.Delete(_lock.Name);
    }

    private static void RemoveDead(string path, IReadOnlySet<string> keep)
    {
        using (var taken = TryLock(path))
        {
            if (taken is null) return;
            foreach (var file in Directory.GetFiles(path, "*", SearchOption.AllDirectories))
                if (file != taken.Name && !keep.Contains(file)) File.Delete(file);
        }

        File.Delete(System.IO.Path.Combine(path, LockName));
        if (Directory.GetFiles(path, "*", SearchOption.AllDirectories).Length == 0) Directory.Delete(path, recursive: true);
    }

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
