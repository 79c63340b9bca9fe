namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>
/// An in-memory database with a connection to it, not to be used by two threads at once; <see cref="Another"/> is for a
/// second one. What is large goes through its own temporary files instead of memory.
/// </summary>
/// <param name="temporary">Folder for what does not fit into memory; made when needed.</param>
internal sealed class Database(string temporary) : Connection(new Instance(":memory:", temporary, memory: "192MB"), owns: true)
{
    /// <summary>One more connection, to be disposed of before the database.</summary>
    public Connection Another() => new(Owned!);
}
