using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// What a checkpoint knows of a sink: parts that are prepared and not yet published, and the files with rows that are in no
/// part yet. Files go only when two commits have passed, because the checkpoint before still names them.
/// </summary>
/// <param name="target">Where the parts go.</param>
/// <param name="keepsCheckpoints">There may be a run that goes on from one.</param>
internal sealed class SinkState(Target target, bool keepsCheckpoints)
{
    private const byte Format = 1;

    private readonly LastCommit _last = new(target);
    private readonly List<Part> _prepared = [];
    private readonly List<string> _used = [];
    private readonly List<string> _usedBefore = [];
    private (List<string> Files, long Rows)? _restored;
    private int _lineage;
    private long _epoch;

    /// <summary>It goes on from a checkpoint.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>Files that the restored state, or the one before it, names.</summary>
    public IReadOnlySet<string> Needed =>
        _prepared.Select(part => part.Unfinished).Concat(_restored?.Files ?? []).Concat(_usedBefore).ToHashSet(StringComparer.Ordinal);

    /// <summary>The rows restored, once.</summary>
    public (IReadOnlyList<string> Files, long Rows)? TakeRestored()
    {
        if (_restored is not var (files, rows)) return null;
        _restored = null;
        return (files, rows);
    }

    /// <summary>A run that goes on finishes what its checkpoint's epoch prepared, and takes away what was committed later.</summary>
    /// <exception cref="IOException">A file that the checkpoint names is gone.</exception>
    public void GoOn(bool replace)
    {
        if (!IsRestored) return;
        _last.TakeBack(_lineage, _epoch);
        Publish(replace);
        if (_restored?.Files.Find(file => !File.Exists(file)) is { } gone)
            throw new IOException($"'{gone}', which has rows of the checkpoint, is gone: bring it back, or begin anew with --fresh");
    }

    /// <summary>A run that begins anew begins a lineage, named by its generation.</summary>
    public void Begin(int generation)
    {
        if (!IsRestored) _lineage = generation;
    }

    /// <summary>Parts that belong to the next commit, and the files they were made of.</summary>
    public void Add(IReadOnlyList<Part> parts, IReadOnlyList<string> used)
    {
        _prepared.AddRange(parts);
        _used.AddRange(used);
    }

    public void Commit(bool replace)
    {
        Publish(replace);
        Delete(_usedBefore);
        _usedBefore.Clear();
        _usedBefore.AddRange(_used);
        _used.Clear();
    }

    /// <summary>The input has ended: unless a run may be sent back, what was made into parts is needed no more.</summary>
    public void End()
    {
        if (keepsCheckpoints) return;
        Delete(_usedBefore.Concat(_used));
    }

    public void Write(long epoch, StateWriter state, PendingRows pending)
    {
        _epoch = epoch;
        state.WriteFormat(Format);
        state.Write(_lineage);
        state.Write(_epoch);
        state.Write(_prepared.Count);
        foreach (var part in _prepared)
        {
            state.Write(Relative(part.Unfinished));
            state.Write(Relative(part.Final));
        }

        state.Write(pending.Rows);
        Write(state, pending.Files);
        Write(state, _used);
    }

    public void Read(StateReader state)
    {
        IsRestored = true;
        state.ReadFormat(Format, "a Parquet sink");
        (_lineage, _epoch) = (state.ReadInt(), state.ReadLong());
        for (var left = state.ReadInt(); left > 0; left--) _prepared.Add(new Part(Full(state.ReadString()), Full(state.ReadString())));
        var rows = state.ReadLong();
        _restored = (ReadFiles(state), rows);
        _usedBefore.AddRange(ReadFiles(state));
    }

    /// <summary>Some may be gone already with their folder, when an earlier checkpoint is the one that is restored.</summary>
    private static void Delete(IEnumerable<string> files)
    {
        foreach (var file in files.Where(File.Exists)) File.Delete(file);
    }

    private void Publish(bool replace)
    {
        if (_prepared.Count == 0) return;
        if (keepsCheckpoints) _last.Note(_lineage, _epoch, _prepared);
        Part.Publish(_prepared, replace);
        _prepared.Clear();
    }

    private void Write(StateWriter state, IReadOnlyCollection<string> files)
    {
        state.Write(files.Count);
        foreach (var file in files) state.Write(Relative(file));
    }

    private List<string> ReadFiles(StateReader state)
    {
        var files = new List<string>();
        for (var left = state.ReadInt(); left > 0; left--) files.Add(Full(state.ReadString()));
        return files;
    }

    // The folder may have been moved with all that is in it.
    private string Relative(string path) => Path.GetRelativePath(target.Folder, path);

    private string Full(string path) => Path.Combine(target.Folder, path);
}
