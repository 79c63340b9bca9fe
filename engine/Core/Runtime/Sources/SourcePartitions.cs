using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Sources;

/// <summary>
/// The partitions of a source and how far each has gone into the pipeline. Opened by readers, in whatever thread, while rows
/// are put in order.
/// </summary>
internal sealed class SourcePartitions
{
    private readonly Dictionary<string, ReadPartition> _open = [];
    private readonly Dictionary<string, long> _saved = [];

    /// <summary>Sum of how far they have gone into the pipeline, earlier runs included.</summary>
    public long Done
    {
        get
        {
            lock (_open) return _open.Values.Sum(partition => partition.Done);
        }
    }

    /// <summary>How much of that earlier runs did.</summary>
    public long DoneEarlier
    {
        get
        {
            lock (_open) return _open.Values.Sum(partition => partition.DoneEarlier);
        }
    }

    /// <summary>Records that are there and were not read yet, of all partitions; null where nobody says.</summary>
    public long? Behind
    {
        get
        {
            lock (_open) return _open.Values.Any(partition => partition.Behind is not null) ? _open.Values.Sum(partition => partition.Behind ?? 0) : null;
        }
    }

    /// <summary>Behind the last row of a partition that the checkpoint holds; null where there is none.</summary>
    public long? SavedPosition(string partition)
    {
        lock (_open) return _saved.TryGetValue(partition, out var saved) ? saved : null;
    }

    /// <summary>A partition at its saved position; one that is open already, as it is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">Where to begin without a saved position.</param>
    /// <param name="track">Has its event time followed.</param>
    public ReadPartition Open(string name, long start, Func<string, TrackedPartition?> track)
    {
        lock (_open)
        {
            var tracked = track(name);
            if (_open.TryGetValue(name, out var known)) return known;
            return _open[name] = new ReadPartition(name, start, SavedPosition(name) ?? start, tracked);
        }
    }

    /// <summary>The partition is another host's: it is forgotten, and may be opened again.</summary>
    public void Release(ReadPartition partition)
    {
        lock (_open)
        {
            _saved.Remove(partition.Name);
            if (_open.GetValueOrDefault(partition.Name) == partition) _open.Remove(partition.Name);
        }
    }

    /// <summary>How far each has gone into the pipeline; those that nobody has opened yet stand where they were.</summary>
    public IReadOnlyDictionary<string, long> Positions()
    {
        lock (_open)
        {
            var positions = new Dictionary<string, long>(_saved);
            foreach (var partition in _open.Values) positions[partition.Name] = partition.Sequenced;
            return positions;
        }
    }

    public void Save(StateWriter state)
    {
        var positions = Positions();
        state.Write(positions.Count);
        foreach (var (name, position) in positions)
        {
            state.Write(name);
            state.Write(position);
        }
    }

    public void Restore(StateReader state)
    {
        for (var left = state.ReadInt(); left > 0; left--) _saved.Add(state.ReadString(), state.ReadLong());
    }
}
