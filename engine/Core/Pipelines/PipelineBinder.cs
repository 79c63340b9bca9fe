using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>Binds the merged tree of a pipeline file.</summary>
internal sealed class PipelineBinder
{
    private readonly string _file;
    private readonly Problems _problems;
    private readonly OptionHints _hints = new(new XmlDocs());
    private readonly Registry _registry;
    private readonly List<BrokenComponent> _broken = [];
    private readonly Dictionary<string, Entry> _names = [];
    private BoundOptions? _head;

    public PipelineBinder(string file, Registry registry, Problems problems)
    {
        (_file, _registry, _problems) = (file, registry, problems);
    }

    public PipelineDefinition Bind(MapNode root)
    {
        root = FileKeys.Right(root, FileOptions.Keys, "a pipeline file", _problems);
        var head = Head(root);
        return new PipelineDefinition
        {
            File = _file,
            Name = head?.Pipeline ?? Path.GetFileNameWithoutExtension(_file),
            Description = head?.Description,
            Sources = Section(root, Role.Source, (binder, entry) => binder.Source(entry)),
            Transforms = Section(root, Role.Transform, (binder, entry) => binder.Transform(entry)),
            Sinks = Section(root, Role.Sink, (binder, entry) => binder.Sink(entry)),
            DeadLetters = root.Find("dead_letters") is { Value.IsNull: false } entry ? Component(entry, (binder, each) => binder.DeadLetters(each)) : null,
            Schedule = head?.Schedule is null ? null : _head,
            Run = new RunOptions
            {
                CheckpointEvery = (head?.Checkpoint ?? new()).Every,
                CheckpointPath = head?.Checkpoint?.Path,
                Lanes = (head?.Runtime ?? new()).Lanes,
                LinkCapacity = (head?.Runtime ?? new()).LinkCapacity,
            },
            Broken = _broken,
        };
    }

    private FileOptions? Head(MapNode root)
    {
        var keys = new OptionsShape(typeof(FileOptions)).Keys.ToList();
        var map = new MapNode(root.At, [.. root.Entries.Where(entry => keys.Contains(entry.Key))]);
        _head = new OptionsBinder("", "a pipeline file", _problems, _hints).Bind(typeof(FileOptions), map, root.At);
        var head = (FileOptions?)_head?.Value;
        if (head is not null && root.Find("pipeline") is { } name && !ComponentNames.IsName(head.Pipeline))
            _problems.Error(ProblemCodes.MalformedName, name.Value.At, $"'{head.Pipeline}' is not a name.", ComponentNames.Rule);
        return head;
    }

    private List<T> Section<T>(MapNode root, Role role, Func<ComponentBinder, Entry, T?> bind) where T : ComponentDefinition
    {
        var key = ComponentKeys.Section(role);
        var section = root.Find(key);
        if (section is null || section.Value.IsNull) return [];
        if (section.Value is MapNode map) return Components(map, role, bind);
        _problems.Error(ProblemCodes.WrongType, section.Value.At, $"{key} must be a map from names to components, got {section.Value.Describe()}.");
        return [];
    }

    private List<T> Components<T>(MapNode map, Role role, Func<ComponentBinder, Entry, T?> bind) where T : ComponentDefinition
    {
        var result = new List<T>();
        foreach (var entry in map.Entries)
        {
            var isNamed = CheckName(entry);
            if (Component(entry, bind) is { } component && isNamed) result.Add(component);
            else _broken.Add(new BrokenComponent(role, entry.Key, entry.At, Wires.TryRead(entry.Value)));
        }

        return result;
    }

    /// <summary>The bound component; null when it has a problem.</summary>
    private T? Component<T>(Entry entry, Func<ComponentBinder, Entry, T?> bind) where T : ComponentDefinition
    {
        var found = new Problems();
        var component = bind(new ComponentBinder(_registry, _hints, found), entry);
        foreach (var problem in found.All) _problems.Add(problem);
        return found.HasErrors || Variables.LeftUnknown(entry.Value) ? null : component;
    }

    private bool CheckName(Entry entry)
    {
        if (!ComponentNames.IsName(entry.Key))
        {
            _problems.Error(ProblemCodes.MalformedName, entry.At, $"'{entry.Key}' is not a name.", ComponentNames.Rule);
            return false;
        }

        if (_names.TryAdd(entry.Key, entry)) return true;
        _problems.Error(
            ProblemCodes.NameTaken, entry.At, $"The name '{entry.Key}' is taken by the component at line {_names[entry.Key].At.Line}.",
            "Names are one to a component in the whole file; choose another.");
        return false;
    }
}
