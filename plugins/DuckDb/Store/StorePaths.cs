using StreamGuard.Plugins.DuckDb.Files;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>The files that belong to a store: itself, and what lies in <c>.streamguard</c> beside it.</summary>
/// <param name="File">The store's full path.</param>
internal sealed record StorePaths(string File)
{
    public static StorePaths Of(string path) => new(Path.GetFullPath(path));

    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>Held by whoever has it open.</summary>
    public string Lock => Beside("lock");

    /// <summary>Held by who waits to write until those who read have ended: nobody else begins to read meanwhile.</summary>
    public string Queue => Beside("queue");

    /// <summary>Says who holds the lock to write, or held it last where that one was killed.</summary>
    public string Owner => Beside("owner");

    /// <summary>Folder for what does not fit into memory.</summary>
    public string Spill => Beside("spill");

    /// <summary>Folder of the socket that questions come by.</summary>
    public string Asking => Beside("ask");

    private string Beside(string what) => Path.Combine(Folder, RunFolder.Root, $"{Path.GetFileName(File)}.{what}");
}
