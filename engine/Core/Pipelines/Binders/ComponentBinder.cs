using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>
/// Binds one component of a pipeline file: its kind and options, its wires, and the keys its role has beside them.
/// What it gives is whole only when no problem was reported.
/// </summary>
internal sealed class ComponentBinder(Registry registry, OptionHints hints, Problems problems)
{
    private readonly KindFinder _kinds = new(registry, problems);

    public SourceDefinition? Source(Entry entry)
    {
        var path = $"sources.{entry.Key}";
        if (Map(path, entry) is not { } map) return null;
        var bound = Bind(Role.Source, path, entry, map);
        var decoder = map.Find("decode") is { Value.IsNull: false } decode ? Decoder($"{path}.decode", decode) : null;
        var columns = Columns(path, map.Find("columns"));
        var time = map.Find("event_time") is { Value.IsNull: false } eventTime ? Options<EventTimeOptions>($"{path}.event_time", eventTime) : null;
        var common = Common<SourceOptions>(Role.Source, path, entry, map);
        if (bound is null || columns is null || common is null) return null;
        return new SourceDefinition
        {
            Name = bound.Name, Location = bound.Location, Type = bound.Type, Options = bound.Options,
            Decoder = decoder, Columns = columns, EventTime = (EventTimeOptions?)time?.Value, EventTimePlaces = time, Common = (SourceOptions)common.Value,
        };
    }

    public TransformDefinition? Transform(Entry entry)
    {
        var path = $"transforms.{entry.Key}";
        if (Map(path, entry) is not { } map) return null;
        var bound = Bind(Role.Transform, path, entry, map);
        var from = Wires.Read(path, entry, map, problems);
        if (bound is null || from is null) return null;
        return new TransformDefinition { Name = bound.Name, Location = bound.Location, Type = bound.Type, Options = bound.Options, From = from };
    }

    public SinkDefinition? Sink(Entry entry)
    {
        var path = $"sinks.{entry.Key}";
        return Map(path, entry) is { } map ? Sink(path, entry, map, bound => Wires.Read(path, bound, map, problems)) : null;
    }

    /// <summary>A sink that is no pipeline's, whose rows are known.</summary>
    public SinkDefinition? Sink(Entry entry, IReadOnlyList<InputReference> from)
    {
        if (Map(entry.Key, entry) is not { } map) return null;
        Refuse("from", entry, map, "Its rows are the program's");
        Refuse("buffer", entry, map, "Its rows wait in memory");
        return Sink(entry.Key, entry, map, _ => from);
    }

    /// <summary>A sink without wires: the one of the dead letters.</summary>
    public ComponentDefinition? DeadLetters(Entry entry)
    {
        if (Map(entry.Key, entry) is not { } map) return null;
        Refuse("from", entry, map, "Every dead letter goes there");
        return Bind(Role.Sink, entry.Key, entry, map);
    }

    private SinkDefinition? Sink(string path, Entry entry, MapNode map, Func<Entry, IReadOnlyList<InputReference>?> wires)
    {
        var bound = Bind(Role.Sink, path, entry, map);
        var from = wires(entry);
        var common = Common<SinkOptions>(Role.Sink, path, entry, map);
        if (bound is null || from is null || common is null) return null;
        return new SinkDefinition
        {
            Name = bound.Name, Location = bound.Location, Type = bound.Type, Options = bound.Options, From = from,
            Common = (SinkOptions)common.Value, CommonPlaces = common,
        };
    }

    private void Refuse(string key, Entry entry, MapNode map, string because)
    {
        foreach (var refused in map.Entries.Where(each => each.Key == key))
            problems.Error(ProblemCodes.UnknownOption, refused.At, $"'{key}' is not an option of {entry.Key}.", $"{because}; remove it.");
    }

    /// <summary>A decoder: its kind alone, or a map of its kind to options.</summary>
    private ComponentDefinition? Decoder(string path, Entry entry)
    {
        if (entry.Value is ScalarNode kind)
        {
            var empty = new ScalarNode(kind.At, "", ScalarStyle.Plain);
            return _kinds.Resolve(Role.Decoder, new Entry(kind.Text, kind.At, empty)) is { } type
                ? Bind(type, path, new Entry(entry.Key, entry.At, entry.Value), new Entry(kind.Text, kind.At, empty))
                : null;
        }

        return Map(path, entry) is { } map ? Bind(Role.Decoder, path, entry, map) : null;
    }

    private ComponentDefinition? Bind(Role role, string path, Entry component, MapNode map) =>
        _kinds.Find(role, path, map, component.At) is { } kind ? Bind(kind.Type, path, component, kind.Entry) : null;

    private ComponentDefinition? Bind(ComponentType type, string path, Entry component, Entry kind)
    {
        var binder = new OptionsBinder(path, $"{ComponentKeys.Word(type.Role)} '{type.Name}'", problems, hints);
        return binder.Bind(type.Options, kind.Value, kind.At) is { } options
            ? new ComponentDefinition { Name = component.Key, Location = component.At, Type = type, Options = options }
            : null;
    }

    /// <summary>The keys of a role beside from, decode, columns and event_time, which are bound apart.</summary>
    private BoundOptions? Common<T>(Role role, string path, Entry entry, MapNode map)
    {
        var keys = new OptionsShape(typeof(T)).Keys.ToList();
        var common = new MapNode(map.At, [.. map.Entries.Where(each => keys.Contains(each.Key))]);
        return new OptionsBinder(path, ComponentKeys.Word(role), problems, hints).Bind(typeof(T), common, entry.At);
    }

    private BoundOptions? Options<T>(string path, Entry entry) =>
        new OptionsBinder(path, path, problems, hints).Bind(typeof(T), entry.Value, entry.At);

    private IReadOnlyList<ColumnSpec>? Columns(string path, Entry? entry)
    {
        if (entry is null || entry.Value.IsNull) return [];
        var bound = Options<ColumnsOptions>($"{path}.columns", entry);
        return bound is null ? null : ((ColumnsOptions)bound.Value).Specs(bound);
    }

    private MapNode? Map(string path, Entry entry)
    {
        if (entry.Value is MapNode map) return map;
        problems.Error(
            ProblemCodes.WrongType, entry.Value.IsNull ? entry.At : entry.Value.At,
            $"{path} must be a map with the component's kind, got {entry.Value.Describe()}.");
        return null;
    }
}
