using StreamGuard.Contracts;

namespace StreamGuard.Core.Plugins;

/// <summary>All components and aggregates that pipelines may use: those built in and those of loaded plugins.</summary>
public sealed class Registry : IComponents
{
    private readonly Dictionary<(Role, string), ComponentType> _components = [];
    private readonly Dictionary<string, IAggregateFunction> _aggregates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A registry that holds what Core brings.</summary>
    public static Registry WithBuiltIns()
    {
        var registry = new Registry();
        Connectors.BuiltIns.Register(registry);
        Decoders.BuiltIns.Register(registry);
        Transforms.BuiltIns.Register(registry);
        Core.Aggregates.BuiltIns.Register(registry);
        return registry;
    }

    /// <summary>The plugin whose components are being added; null for those built in.</summary>
    public string? Plugin { get; set; }

    public IEnumerable<ComponentType> Components => _components.Values;

    public IEnumerable<IAggregateFunction> AggregateFunctions => _aggregates.Values;

    public ComponentType? Find(Role role, string name) => _components.GetValueOrDefault((role, name));

    public IAggregateFunction? FindAggregate(string name) => _aggregates.GetValueOrDefault(name);

    public void Source<TOptions>(string name, Func<TOptions, ISource> create) where TOptions : class =>
        Add<TOptions>(Role.Source, name, create);

    public void Decoder<TOptions>(string name, Func<TOptions, IDecoder> create) where TOptions : class =>
        Add<TOptions>(Role.Decoder, name, create);

    public void Transform<TOptions>(string name, Func<TOptions, ITransform> create) where TOptions : class =>
        Add<TOptions>(Role.Transform, name, create);

    public void Sink<TOptions>(string name, Func<TOptions, ISink> create) where TOptions : class =>
        Add<TOptions>(Role.Sink, name, create);

    public void Aggregate(IAggregateFunction function) => _aggregates.Add(function.Name, function);

    /// <exception cref="ArgumentException">The name is taken.</exception>
    private void Add<TOptions>(Role role, string name, Func<TOptions, object> create) where TOptions : class =>
        _components.Add((role, name), new ComponentType(role, name, typeof(TOptions), options => create((TOptions)options), Plugin));
}
