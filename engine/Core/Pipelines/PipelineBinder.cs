using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>Binds the merged tree of a pipeline file.</summary>
internal sealed class PipelineBinder(string file, Registry registry, Problems problems)
{
    private readonly ComponentBinder _components = new(registry, problems);
    private readonly List<BrokenComponent> _broken = [];
    private readonly Dictionary<string, Entry> _names = [];

    public PipelineDefinition Bind(MapNode root)
    {
        ReportUnknownKeys(root);
        var head = Head(root);
        return new PipelineDefinition
        {
            File = file,
            Name = head?.Pipeline ?? Path.GetFileNameWithoutExtension(file),
            Description = head?.Description,
            Sources = Section(root, Role.Source, isRequired: true, _components.Source),
            Transforms = Section(root, Role.Transform, isRequired: false, _components.Transform),
            Sinks = Section(root, Role.Sink, isRequired: true, _components.Sink),
            DeadLetters = root.Find("dead_letters") is { Value.IsNull: false } entry ? _components.DeadLetters(entry) : null,
            Run = new RunOptions
            {
                CheckpointEvery = (head?.Checkpoint ?? new()).Every,
                Lanes = (head?.Runtime ?? new()).Lanes,
                LinkCapacity = (head?.Runtime ?? new()).LinkCapacity,
            },
            Broken = _broken,
        };
    }

    private void ReportUnknownKeys(MapNode root)
    {
        foreach (var entry in root.Entries.Where(entry => !FileOptions.Keys.Contains(entry.Key)))
            problems.Error(ProblemCodes.UnknownOption, entry.At, $"'{entry.Key}' is not a key of a pipeline file.", NearMatch.Hint(entry.Key, FileOptions.Keys));
    }

    private FileOptions? Head(MapNode root)
    {
        var keys = new OptionsShape(typeof(FileOptions)).Keys.ToList();
        var map = new MapNode(root.At, [.. root.Entries.Where(entry => keys.Contains(entry.Key))]);
        var head = (FileOptions?)new OptionsBinder("", "a pipeline file", problems).Bind(typeof(FileOptions), map, root.At)?.Value;
        if (head is not null && root.Find("pipeline") is { } name && !ComponentNames.IsName(head.Pipeline))
            problems.Error(ProblemCodes.MalformedName, name.Value.At, $"'{head.Pipeline}' is not a name.", ComponentNames.Rule);
        return head;
    }

    private List<T> Section<T>(MapNode root, Role role, bool isRequired, Func<Entry, T?> bind) where T : ComponentDefinition
    {
        var key = ComponentKeys.Section(role);
        var section = root.Find(key);
        if (section is null or { Value.IsNull: true } or { Value: MapNode { Entries.Count: 0 } })
        {
            if (isRequired) problems.Error(ProblemCodes.Missing, section?.At ?? root.At, $"{key} is missing.", $"A pipeline has at least one {ComponentKeys.Word(role)}.");
            return [];
        }

        if (section.Value is MapNode map) return Components(map, role, bind);
        problems.Error(ProblemCodes.WrongType, section.Value.At, $"{key} must be a map from names to components, got {section.Value.Describe()}.");
        return [];
    }

    private List<T> Components<T>(MapNode map, Role role, Func<Entry, T?> bind) where T : ComponentDefinition
    {
        var result = new List<T>();
        foreach (var entry in map.Entries)
        {
            var isNamed = CheckName(entry);
            if (bind(entry) is { } component && isNamed) result.Add(component);
            else _broken.Add(new BrokenComponent(role, entry.Key, entry.At, Wires.TryRead(entry.Value)));
        }

        return result;
    }

    private bool CheckName(Entry entry)
    {
        if (!ComponentNames.IsName(entry.Key))
        {
            problems.Error(ProblemCodes.MalformedName, entry.At, $"'{entry.Key}' is not a name.", ComponentNames.Rule);
            return false;
        }

        if (_names.TryAdd(entry.Key, entry)) return true;
        problems.Error(
            ProblemCodes.NameTaken, entry.At, $"The name '{entry.Key}' is taken by the component at line {_names[entry.Key].At.Line}.",
            "Names are one to a component in the whole file; choose another.");
        return false;
    }
}
