using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// What a checkpoint knows of a sink: parts that are prepared and not yet published, and the files with rows that are in no
/// part yet. Files go only when two commits have passed, because the checkpoint before still names them.
/// </summary>
internal sealed class SinkState
{
    private readonly List<Part> _prepared = [];
    private readonly List<string> _used = [];
    private readonly List<string> _usedBefore = [];
    private (List<string> Files, long Rows)? _restored;

    /// <summary>Files that the restored state names.</summary>
    public IReadOnlySet<string> Needed =>
        _prepared.Select(part => part.Unfinished).Concat(_restored?.Files ?? []).ToHashSet(StringComparer.Ordinal);

    /// <summary>The rows restored, once.</summary>
    public (IReadOnlyList<string> Files, long Rows)? TakeRestored()
    {
        if (_restored is not var (files, rows)) return null;
        _restored = null;
        return (files, rows);
    }

    /// <summary>Parts that belong to the next commit, and the files they were made of.</summary>
    public void Add(IReadOnlyList<Part> parts, IReadOnlyList<string> used)
    {
        _prepared.AddRange(parts);
        _used.AddRange(used);
    }

    public void Publish(bool replace)
    {
        Part.Publish(_prepared, replace);
        _prepared.Clear();
    }

    public void Commit(bool replace)
    {
        Publish(replace);
        foreach (var file in _usedBefore) File.Delete(file);
        _usedBefore.Clear();
        _usedBefore.AddRange(_used);
        _used.Clear();
    }

    /// <summary>No run goes on from here: what was made into parts is needed no more.</summary>
    public void End()
    {
        foreach (var file in _usedBefore.Concat(_used)) File.Delete(file);
    }

    public void Write(StateWriter state, PendingRows pending)
    {
        state.Write(_prepared.Count);
        foreach (var part in _prepared)
        {
            state.Write(part.Unfinished);
            state.Write(part.Final);
        }

        state.Write(pending.Rows);
        state.Write(pending.Files.Count);
        foreach (var file in pending.Files) state.Write(file);
    }

    public void Read(StateReader state)
    {
        for (var left = state.ReadInt(); left > 0; left--) _prepared.Add(new Part(state.ReadString(), state.ReadString()));
        var rows = state.ReadLong();
        var files = new List<string>();
        for (var left = state.ReadInt(); left > 0; left--) files.Add(state.ReadString());
        _restored = (files, rows);
    }
}
