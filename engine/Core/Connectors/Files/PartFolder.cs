using System.Text.RegularExpressions;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// A folder of parts, each whole when it appears and never written to again. They grow in <c>.streamguard/</c> in the
/// same folder and are renamed into it when the epoch they were closed in commits. A part is named by the component,
/// the epoch it was begun in and its number there; a fresh run counts epochs on from those that the folder has.
/// </summary>
internal sealed class PartFolder(string folder, string component, string extension, ReadOnlyMemory<byte> header, RollOptions? roll) : IFileTarget
{
    private readonly string _work = Path.Combine(folder, ".streamguard");
    private readonly Regex _own = new($@"^{Regex.Escape(component)}-(\d{{6,}})-\d{{4,}}{Regex.Escape(extension)}$");

    // Closed since the last barrier, and closed before it: those the next commit makes visible.
    private readonly List<string> _closed = [];
    private readonly List<string> _prepared = [];

    private TimeProvider _clock = TimeProvider.System;
    private WriterLock? _lock;
    private AppendedFile? _part;
    private string? _lineage;
    private string _partName = "";
    private long _partBegan;
    private long _partLength;
    private bool _restored;
    private long _earlierEpochs;
    private long _epoch = 1;
    private int _number;

    public string Kind => "a folder of parts";

    public string Visible => roll is null ? "visible at the next checkpoint" : "visible at the checkpoint behind its part's roll";

    public void Open(TimeProvider clock)
    {
        _clock = clock;
        _lock ??= WriterLock.Take(folder, _work, component);
        _lineage = _lock.Adopt(folder, _lineage);
        if (_restored) GoOn();
        else _earlierEpochs = Own(folder).Select(EpochOf).DefaultIfEmpty().Max();
        foreach (var left in Own(_work).Where(name => name != _partName)) File.Delete(Path.Combine(_work, left));
    }

    public void Append(ReadOnlySpan<byte> lines)
    {
        CloseWhenDue();
        if (_part is null) Begin();
        _part!.Append(lines);
    }

    public void End() => ClosePart();

    public void Prepare(long epoch, StateWriter state)
    {
        if (roll is null) ClosePart();
        CloseWhenDue();
        _part?.Sync();
        Durable.SyncFolder(_work);
        _prepared.AddRange(_closed);
        _closed.Clear();
        (_epoch, _number) = (epoch + 1, 0);
        Save(state);
    }

    public void Commit()
    {
        if (_prepared.Count == 0) return;
        foreach (var name in _prepared) Show(name);
        Durable.SyncFolder(folder);
        _prepared.Clear();
    }

    public void Restore(StateReader state)
    {
        _restored = true;
        _lineage = state.ReadString();
        (_earlierEpochs, _epoch) = (state.ReadLong(), state.ReadLong());
        (_partName, _partLength) = (state.ReadString(), state.ReadLong());
        for (var left = state.ReadInt(); left > 0; left--) _prepared.Add(state.ReadString());
    }

    public void Close()
    {
        _part?.Dispose();
        _lock?.Dispose();
    }

    private void Save(StateWriter state)
    {
        state.Write(_lineage!);
        state.Write(_earlierEpochs);
        state.Write(_epoch);
        state.Write(_partName);
        state.Write(_part?.Length ?? 0);
        state.Write(_prepared.Count);
        foreach (var name in _prepared) state.Write(name);
    }

    private void Begin()
    {
        var name = $"{component}-{_earlierEpochs + _epoch:D6}-{_number:D4}{extension}";
        _part = new AppendedFile(Path.Combine(_work, name), header.Span, committed: 0);
        (_partName, _partBegan) = (name, _clock.GetTimestamp());
        _number++;
    }

    /// <summary>
    /// Goes on from a checkpoint. What its epoch closed is made visible, the part that was open then is cut back, its age
    /// counted anew, and what came behind the checkpoint is removed, since it comes again: parts too, which were visible
    /// already where a later checkpoint was lost.
    /// </summary>
    private void GoOn()
    {
        foreach (var later in Own(folder).Where(name => EpochOf(name) >= _earlierEpochs + _epoch)) File.Delete(Path.Combine(folder, later));
        Commit();
        if (_partName.Length == 0) return;
        var (part, shown) = (Path.Combine(_work, _partName), Path.Combine(folder, _partName));
        if (!File.Exists(part) && File.Exists(shown)) File.Move(shown, part);
        _part = new AppendedFile(part, header.Span, _partLength);
        _partBegan = _clock.GetTimestamp();
    }

    private void CloseWhenDue()
    {
        if (_part is null) return;
        var isFull = _part.Length >= roll?.Size?.Bytes;
        var isOld = _clock.GetElapsedTime(_partBegan) >= roll?.Every?.TimeSpan;
        if (isFull || isOld) ClosePart();
    }

    private void ClosePart()
    {
        if (_part is null) return;
        _part.Sync();
        _part.Dispose();
        _closed.Add(_partName);
        (_part, _partName) = (null, "");
    }

    /// <summary>Renames a part into the folder; one that is there already was renamed before a crash.</summary>
    private void Show(string name)
    {
        var (from, to) = (Path.Combine(_work, name), Path.Combine(folder, name));
        FaultPoints.Reach("file.rename.before");
        if (File.Exists(from)) File.Move(from, to, overwrite: false);
        else if (!File.Exists(to)) throw new IOException($"part '{from}' is gone before it was committed: bring it back, or begin anew with --fresh");
        FaultPoints.Reach("file.rename.after");
    }

    private long EpochOf(string name) => long.Parse(_own.Match(name).Groups[1].ValueSpan);

    private IEnumerable<string> Own(string where) =>
        Directory.GetFiles(where).Select(path => Path.GetFileName(path)).Where(name => _own.IsMatch(name));
}
