using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Plugins;

/// <summary>
/// All components, aggregates, formats of models and readers of tables that pipelines may use: those built in and those of plugins. A plugin that has only
/// said what it offers is loaded when one of its names, or a list of all names, is asked for. Made by one thread; may be asked by
/// several: a running pipeline and the plan that is to follow it.
/// </summary>
public sealed class Registry : IComponents
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Role, string), ComponentType> _components = [];
    private readonly Dictionary<string, IAggregateFunction> _aggregates = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IModelFormat> _models = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ITableReader> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IQueryEngine> _engines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Offer, LoadedPlugin> _announced = [];

    /// <summary>A registry that holds what Core brings.</summary>
    public static Registry WithBuiltIns()
    {
        var registry = new Registry();
        Connectors.BuiltIns.Register(registry);
        Decoders.BuiltIns.Register(registry);
        Transforms.BuiltIns.Register(registry);
        Core.Aggregates.BuiltIns.Register(registry);
        Models.BuiltIns.Register(registry);
        return registry;
    }

    /// <summary>The plugin whose components are being added; null for those built in.</summary>
    public string? Plugin { get; set; }

    public IEnumerable<ComponentType> Components
    {
        get
        {
            using var held = _lock.EnterScope();
            LoadAnnounced(offer => offer.Kind <= OfferKind.Sink);
            return [.. _components.Values];
        }
    }

    public IEnumerable<IAggregateFunction> AggregateFunctions
    {
        get
        {
            using var held = _lock.EnterScope();
            LoadAnnounced(offer => offer.Kind == OfferKind.Aggregate);
            return [.. _aggregates.Values];
        }
    }

    /// <summary>Names of the formats of models, those of plugins that are not loaded included; sorted.</summary>
    public IReadOnlyList<string> ModelFormatNames =>
        [.. _models.Keys.Concat(_announced.Keys.Where(offer => offer.Kind == OfferKind.Model).Select(offer => offer.Name)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Names of what reads tables, those of plugins that are not loaded included; sorted.</summary>
    public IReadOnlyList<string> TableReaderNames =>
        [.. _tables.Keys.Concat(_announced.Keys.Where(offer => offer.Kind == OfferKind.Table).Select(offer => offer.Name)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Everything in it by name, without what is only announced.</summary>
    internal IEnumerable<Offer> Offers =>
    [
        .. _components.Keys.Select(key => new Offer(key.Item1, key.Item2)),
        .. _aggregates.Keys.Select(name => new Offer(OfferKind.Aggregate, name)),
        .. _models.Keys.Select(name => new Offer(OfferKind.Model, name)),
        .. _tables.Keys.Select(name => new Offer(OfferKind.Table, name)),
        .. _engines.Keys.Select(name => new Offer(OfferKind.Query, name)),
    ];

    public ComponentType? Find(Role role, string name)
    {
        using var held = _lock.EnterScope();
        if (_components.TryGetValue((role, name), out var known)) return known;
        if (!_announced.TryGetValue(new Offer(role, name), out var plugin)) return null;
        plugin.Load();
        return _components.GetValueOrDefault((role, name));
    }

    public IAggregateFunction? FindAggregate(string name)
    {
        using var held = _lock.EnterScope();
        if (_aggregates.TryGetValue(name, out var known)) return known;
        LoadAnnounced(OfferKind.Aggregate, name);
        return _aggregates.GetValueOrDefault(name);
    }

    public IModelFormat? FindModelFormat(string name)
    {
        using var held = _lock.EnterScope();
        if (_models.TryGetValue(name, out var known)) return known;
        LoadAnnounced(OfferKind.Model, name);
        return _models.GetValueOrDefault(name);
    }

    public ITableReader? FindTableReader(string name)
    {
        using var held = _lock.EnterScope();
        if (_tables.TryGetValue(name, out var known)) return known;
        LoadAnnounced(OfferKind.Table, name);
        return _tables.GetValueOrDefault(name);
    }

    public IQueryEngine? FindQueryEngine(string name)
    {
        using var held = _lock.EnterScope();
        if (_engines.TryGetValue(name, out var known)) return known;
        LoadAnnounced(OfferKind.Query, name);
        return _engines.GetValueOrDefault(name);
    }

    /// <summary>Why the plugin that offers the name was refused; null when none offers it, or it was not refused.</summary>
    public Problem? Refusal(Role role, string name) => Refusal(new Offer(role, name));

    /// <summary>The same for whatever a plugin may offer.</summary>
    public Problem? Refusal(Offer offer) => _announced.GetValueOrDefault(offer)?.Problem;

    public void Source<TOptions>(string name, Func<TOptions, ISource> create) where TOptions : class =>
        Add<TOptions>(Role.Source, name, create);

    public void Decoder<TOptions>(string name, Func<TOptions, IDecoder> create) where TOptions : class =>
        Add<TOptions>(Role.Decoder, name, create);

    public void Transform<TOptions>(string name, Func<TOptions, ITransform> create) where TOptions : class =>
        Add<TOptions>(Role.Transform, name, create);

    public void Sink<TOptions>(string name, Func<TOptions, ISink> create) where TOptions : class =>
        Add<TOptions>(Role.Sink, name, create);

    public void Aggregate(IAggregateFunction function) => _aggregates.Add(function.Name, function);

    public void Model(IModelFormat format) => _models.Add(format.Name, format);

    public void Table(ITableReader reader) => _tables.Add(reader.Name, reader);

    public void Queries(IQueryEngine engine) => _engines.Add(engine.Name, engine);

    /// <summary>Takes note of a name that a plugin offers.</summary>
    /// <exception cref="PluginException">It is taken.</exception>
    internal void Announce(Offer offer, LoadedPlugin plugin)
    {
        RequireFree(offer, plugin);
        _announced.Add(offer, plugin);
    }

    /// <summary>Adds all that a plugin has brought, or nothing.</summary>
    /// <exception cref="PluginException">A name is taken.</exception>
    internal void Merge(Registry brought, LoadedPlugin plugin)
    {
        foreach (var offer in brought.Offers) RequireFree(offer, plugin);
        foreach (var (key, type) in brought._components) _components.Add(key, type);
        foreach (var (name, function) in brought._aggregates) _aggregates.Add(name, function);
        foreach (var (name, format) in brought._models) _models.Add(name, format);
        foreach (var (name, reader) in brought._tables) _tables.Add(name, reader);
        foreach (var (name, engine) in brought._engines) _engines.Add(name, engine);
    }

    private void RequireFree(Offer offer, LoadedPlugin plugin)
    {
        var announced = _announced.GetValueOrDefault(offer);
        if (announced == plugin) return;
        var owner = announced?.Name ?? _components.GetValueOrDefault(((Role)offer.Kind, offer.Name))?.Plugin;
        if (owner == plugin.Name)
            throw new PluginException(ProblemCodes.PluginTwice, $"is there already, from {announced?.Path ?? "an earlier load"}", "Load a plugins' folder once.");
        if (owner is not null || IsTaken(offer))
            throw new PluginException(ProblemCodes.PluginNameTaken, $"offers the {offer}, which {(owner is null ? "is built in" : $"plugin {owner} offers too")}", "Remove one of them.");
    }

    private bool IsTaken(Offer offer) => offer.Kind switch
    {
        OfferKind.Aggregate => _aggregates.ContainsKey(offer.Name),
        OfferKind.Model => _models.ContainsKey(offer.Name),
        OfferKind.Table => _tables.ContainsKey(offer.Name),
        OfferKind.Query => _engines.ContainsKey(offer.Name),
        _ => _components.ContainsKey(((Role)offer.Kind, offer.Name)),
    };

    private void LoadAnnounced(OfferKind kind, string name) =>
        LoadAnnounced(offer => offer.Kind == kind && offer.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void LoadAnnounced(Func<Offer, bool> wanted)
    {
        foreach (var plugin in _announced.Where(each => wanted(each.Key)).Select(each => each.Value).Distinct().ToList()) plugin.Load();
    }

    /// <exception cref="ArgumentException">The name is taken.</exception>
    private void Add<TOptions>(Role role, string name, Func<TOptions, object> create) where TOptions : class =>
        _components.Add((role, name), new ComponentType(role, name, typeof(TOptions), options => create((TOptions)options), Plugin));
}
