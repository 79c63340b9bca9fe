using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>
/// Makes one row of all rows with the same key: the key and aggregates over them, without a window. At the end of a
/// bounded input each group leaves once, in order of the key; with emit: update or complete groups leave as they are so far.
/// </summary>
/// <example>
/// group:
///   key: [user]
///   order: arrival
///   aggregate: { events: count(), addresses: count_distinct(source_ip), last_seen: max(timestamp) }
/// </example>
public sealed record GroupOptions
{
    /// <summary>Columns whose values have a row each; a null is a value like others. Without any, all rows make one.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The order in which rows come into their group, for aggregates that depend on it: arrival, which also is what holds when it is not written.</summary>
    public GroupOrder? Order { get; init; }

    /// <summary>Columns of the output and the aggregates they hold.</summary>
    [NotEmpty]
    [OrColumns]
    public required IReadOnlyDictionary<string, ExpressionText> Aggregate { get; init; }

    /// <summary>When groups leave: append, once, at the end of a bounded input; update, after each batch of rows those that it changed; complete, all of them as the watermark rises.</summary>
    public GroupEmit Emit { get; init; }
}

public enum GroupOrder
{
    /// <summary>Rows are taken as they come.</summary>
    Arrival,
}

public enum GroupEmit
{
    /// <summary>Each group leaves once, at the end of the input, in order of the key.</summary>
    Append,

    /// <summary>A group leaves after each batch that had rows for it, with revision and is_final.</summary>
    Update,

    /// <summary>All groups leave as the watermark rises, or after each batch where there is none, with revision and is_final.</summary>
    Complete,
}
