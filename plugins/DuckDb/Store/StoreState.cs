using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>What a checkpoint knows of a store's sink.</summary>
/// <param name="Lineage">Of the runs that go on from one another's checkpoints.</param>
/// <param name="Epoch">Of the checkpoint.</param>
/// <param name="Base">The epoch that the store had last when this one was prepared; 0 for none.</param>
/// <param name="Rows">How many rows were prepared; where there are none, the epoch leaves the store as it is.</param>
/// <param name="Files">Where they are, full paths.</param>
internal sealed record StoreState(int Lineage, long Epoch, long Base, long Rows, IReadOnlyList<string> Files)
{
    private const byte Format = 1;

    /// <summary>The epoch that the store has last when this one is committed.</summary>
    public long Committed => Rows > 0 ? Epoch : Base;

    /// <param name="state">Takes it.</param>
    /// <param name="folder">Of the store, which may be moved with all that is in it.</param>
    public void Write(StateWriter state, string folder)
    {
        state.WriteFormat(Format);
        state.Write(Lineage);
        state.Write(Epoch);
        state.Write(Base);
        state.Write(Rows);
        state.Write(Files.Count);
        foreach (var file in Files) state.Write(Path.GetRelativePath(folder, file));
    }

    public static StoreState Read(StateReader state, string folder)
    {
        state.ReadFormat(Format, "a store's sink");
        var (lineage, epoch, previous, rows) = (state.ReadInt(), state.ReadLong(), state.ReadLong(), state.ReadLong());
        var files = new List<string>();
        for (var left = state.ReadCount(sizeof(int)); left > 0; left--) files.Add(Path.Combine(folder, state.ReadString()));
        return new StoreState(lineage, epoch, previous, rows, files);
    }
}
