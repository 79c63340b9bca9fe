namespace StreamGuard.Core.Plugins;

/// <summary>What a component is for.</summary>
public enum Role
{
    Source,
    Decoder,
    Transform,
    Sink,
}

/// <summary>A registered component: its name in a pipeline file, the record its options bind to, and how to make one.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Name">The key in a pipeline file that selects it.</param>
/// <param name="Options">The options record.</param>
/// <param name="Create">Makes an instance from bound options: an ISource, IDecoder, ITransform or ISink.</param>
/// <param name="Plugin">The plugin it came with; null when it is built in.</param>
public sealed record ComponentType(Role Role, string Name, Type Options, Func<object, object> Create, string? Plugin);
