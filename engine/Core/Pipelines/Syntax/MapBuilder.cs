using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>Collects the entries of a map: reports keys written twice, and fills in what merge keys bring.</summary>
internal sealed class MapBuilder(Location at, Problems problems)
{
    private readonly Dictionary<string, Entry> _written = [];
    private readonly List<Entry> _entries = [];
    private readonly List<Entry> _merged = [];

    public void Add(Entry entry)
    {
        if (_written.TryAdd(entry.Key, entry))
        {
            _entries.Add(entry);
            return;
        }

        problems.Error(
            ProblemCodes.DuplicateKey, entry.At, $"'{entry.Key}' is written twice in one map.",
            $"The first is at line {_written[entry.Key].At.Line}; remove or rename one of them.");
    }

    /// <summary>Takes the entries of a map, or of each map of a list, whose keys are not written in this one.</summary>
    public void Merge(Location keyAt, Node source)
    {
        var sources = source is ListNode list ? list.Items : [source];
        foreach (var each in sources)
        {
            if (each is MapNode map) _merged.AddRange(map.Entries);
            else problems.Error(ProblemCodes.WrongType, keyAt, $"'<<' takes a map or a list of maps, got {each.Describe()}.", "Name a map by an alias: <<: *common.");
        }
    }

    public MapNode Build()
    {
        foreach (var entry in _merged)
            if (_written.TryAdd(entry.Key, entry)) _entries.Add(entry);
        return new MapNode(at, _entries);
    }
}
