using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Replay;

/// <summary>
/// The letters of a selection, by the source and partition that their records go back to, and those that stay where they
/// are, with the reason. A record that several components refused goes back once.
/// </summary>
internal sealed class LetterIndex
{
    private readonly Plan _plan;
    private readonly ReplaySelection _selection;
    private readonly BindingScope _scope;
    private readonly Dictionary<string, ReplayTarget> _targets = [];
    private readonly Dictionary<(string Source, string Partition), SortedList<long, LetterPlace>> _records = [];
    private readonly Dictionary<string, long> _left = [];
    private readonly Dictionary<string, ByteRanges> _taken = [];

    /// <exception cref="IOException">A file cannot be read.</exception>
    public LetterIndex(Plan plan, Registry registry, TimeProvider clock, ReplaySelection selection)
    {
        (_plan, _selection) = (plan, selection);
        _scope = new BindingScope(plan.Name, plan.IsBounded, plan.Run.CheckpointPath is not null, clock, registry, new Problems()) { Named = plan.Named };
        foreach (var file in selection.Files) Add(file);
    }

    /// <summary>Letters that go back.</summary>
    public long Letters { get; private set; }

    /// <summary>Records they are of.</summary>
    public long Records => _records.Values.Sum(records => (long)records.Count);

    /// <summary>Letters that stay, by the reason.</summary>
    public IReadOnlyDictionary<string, long> Left => _left;

    /// <summary>Where the letters that go back stand, by file.</summary>
    public IReadOnlyDictionary<string, ByteRanges> Taken => _taken;

    /// <summary>What a source is to read: its partitions by name, records by position.</summary>
    public IReadOnlyList<LettersOfPartition> Of(string source) =>
        [.. _records.Where(each => each.Key.Source == source).OrderBy(each => each.Key.Partition, StringComparer.Ordinal)
            .Select(each => new LettersOfPartition(each.Key.Partition, _targets[source].HeaderOf(each.Key.Partition), [.. each.Value.Values]))];

    private void Add(LetterFile file)
    {
        var before = new ByteRanges(file.Replayed);
        var taken = new ByteRanges();
        foreach (var (at, line) in LetterLines.Read(file.Path, file.Length))
        {
            if (before.Contains(at)) continue;
            var letter = DeadLetter.Parse(line);
            if (letter is not null && !IsWanted(letter)) continue;
            if ((letter is null ? $"a line of '{file.Path}' is no dead letter" : Take(letter, new LetterPlace(file.Path, at, line.Length, letter.Position ?? 0))) is { } reason)
            {
                _left[reason] = _left.GetValueOrDefault(reason) + 1;
                continue;
            }

            Letters++;
            taken.Add(at, at + line.Length + 1);
        }

        if (taken.All.Count > 0) _taken[file.Path] = taken;
    }

    private bool IsWanted(DeadLetter letter) =>
        (_selection.Component is null || letter.Component == _selection.Component)
        && (_selection.Reason is null || letter.Reason.Contains(_selection.Reason, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a letter stays; null when it goes back.</summary>
    private string? Take(DeadLetter letter, LetterPlace place)
    {
        if (letter.Partition is null || letter.Position is null) return $"rows that '{letter.Component}' was given were made, not read";
        if (!letter.IsWhole) return "only the beginning of the record is in the letter";
        if (SourceOf(letter.Component, out var source) is { } unknown) return unknown;
        if (!_targets.TryGetValue(source, out var target)) _targets[source] = target = new ReplayTarget(_plan.Node(source), _scope);
        if (target.Refuses(letter) is { } refusal) return refusal;
        if (!_records.TryGetValue((source, letter.Partition), out var records)) _records[(source, letter.Partition)] = records = [];
        records.TryAdd(place.Position, place);
        return null;
    }

    /// <summary>The source that a component's rows come from; why there is none where it gives a reason.</summary>
    private string? SourceOf(string component, out string source)
    {
        source = "";
        if (!_plan.Nodes.Any(node => node.Name == component)) return $"'{component}' is not in the pipeline";
        var sources = Upstream(component).Where(name => _plan.Node(name).Role == Role.Source).Distinct().ToList();
        if (_selection.Source is { } chosen && sources.Contains(chosen)) sources = [chosen];
        if (sources.Count != 1) return $"'{component}' reads from {string.Join(" and ", sources)}: say with --source which of them its records go back to";
        source = sources[0];
        return null;
    }

    private IEnumerable<string> Upstream(string name) => _plan.Node(name).Inputs.SelectMany(input => Upstream(input.Node)).Append(name);
}

/// <summary>The line of a letter.</summary>
/// <param name="File">The file it is in.</param>
/// <param name="At">Its first byte.</param>
/// <param name="Length">Its bytes, without the end.</param>
/// <param name="Position">Of its record in its partition.</param>
internal readonly record struct LetterPlace(string File, long At, int Length, long Position);

/// <summary>Records that go back to a partition.</summary>
/// <param name="Name">The partition.</param>
/// <param name="Header">What its beginning has taught the decoder.</param>
/// <param name="Letters">By position.</param>
internal sealed record LettersOfPartition(string Name, object? Header, IReadOnlyList<LetterPlace> Letters);
