namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>
/// An in-memory database with one connection. Not to be used by two threads at once. What is large goes through its own
/// temporary files instead of memory.
/// </summary>
/// <param name="temporary">Folder for what does not fit into memory; made when needed.</param>
internal sealed class Database(string temporary) : Connection(new Instance(":memory:", temporary, memory: "192MB"), owns: true);
