using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>A pipeline file bound to options: what was written, located, not yet typed. Planning makes the plan of it.</summary>
public sealed record PipelineDefinition
{
    public required string File { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyList<SourceDefinition> Sources { get; init; }

    public required IReadOnlyList<TransformDefinition> Transforms { get; init; }

    public required IReadOnlyList<SinkDefinition> Sinks { get; init; }

    /// <summary>The sink of all dead letters; null for the default, JSON lines in <c>data/&lt;pipeline&gt;.dead/</c>.</summary>
    public ComponentDefinition? DeadLetters { get; init; }

    public required RunOptions Run { get; init; }

    /// <summary>The <see cref="FileOptions"/> that hold a schedule, and where it stands; null where there is none.</summary>
    public BoundOptions? Schedule { get; init; }

    /// <summary>The expressions of the files it includes.</summary>
    public NamedExpressions Named { get; init; } = NamedExpressions.None;

    /// <summary>
    /// Components that were written but could not be bound, which has been reported: wires to them are no unknown
    /// names, and the components they read are used.
    /// </summary>
    public IReadOnlyList<BrokenComponent> Broken { get; init; } = [];
}

/// <summary>A component that could not be bound.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where the name stands.</param>
/// <param name="From">Its wires, as far as they could be read.</param>
public sealed record BrokenComponent(Role Role, string Name, Location Location, IReadOnlyList<InputReference> From);

/// <summary>A bound component: options and where each of them was written.</summary>
public record ComponentDefinition
{
    public required string Name { get; init; }

    /// <summary>Where the name stands.</summary>
    public required Location Location { get; init; }

    public required ComponentType Type { get; init; }

    public required BoundOptions Options { get; init; }
}

/// <summary>An options record and the places of what is in it.</summary>
/// <param name="Value">The record.</param>
/// <param name="Places">Path below the component's kind to place; the empty path is the kind's value itself.</param>
public sealed record BoundOptions(object Value, IReadOnlyDictionary<string, Location> Places)
{
    /// <summary>Paths of the values that variables were put into.</summary>
    public IReadOnlySet<string> Variables { get; init; } = new HashSet<string>();

    /// <summary>The place of a path, or of the nearest part of it that was written.</summary>
    public Location At(string path)
    {
        while (path.Length > 0)
        {
            if (Places.TryGetValue(path, out var place)) return place;
            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return Places[""];
    }
}

public sealed record SourceDefinition : ComponentDefinition
{
    /// <summary>Null when the source sends rows.</summary>
    public ComponentDefinition? Decoder { get; init; }

    public IReadOnlyList<ColumnSpec> Columns { get; init; } = [];

    public EventTimeOptions? EventTime { get; init; }

    /// <summary>How far ahead of the clock its rows may be; null for as far as they like.</summary>
    public Duration? MaxFuture => EventTime is not { } time ? null
        : time.MaxFuture ?? (time.Speed is null && ((ISource)Type.Create(Options.Value)).IsLive ? EventTimeOptions.LiveFuture : null);

    /// <summary>Places of <c>event_time</c> and its keys.</summary>
    public BoundOptions? EventTimePlaces { get; init; }

    public required SourceOptions Common { get; init; }
}

/// <summary>A wire into a component.</summary>
/// <param name="Name">The component it comes from.</param>
/// <param name="Dead">The component's dead letters rather than its rows: <c>from: seconds.dead</c>.</param>
/// <param name="Location">Where it was written.</param>
public sealed record InputReference(string Name, bool Dead, Location Location);

public sealed record TransformDefinition : ComponentDefinition
{
    public required IReadOnlyList<InputReference> From { get; init; }
}

public sealed record SinkDefinition : ComponentDefinition
{
    public required IReadOnlyList<InputReference> From { get; init; }

    public required SinkOptions Common { get; init; }

    /// <summary>Places of the keys it has beside its kind; null where none were written.</summary>
    public BoundOptions? CommonPlaces { get; init; }

    /// <summary>What is asked of the sink itself: behind a buffer it sends at once, where it can do so.</summary>
    public Delivery? Delivery => Common.Buffer is null ? Common.Delivery : Contracts.Delivery.AtLeastOnce;
}
