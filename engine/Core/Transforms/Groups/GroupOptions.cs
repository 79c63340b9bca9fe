using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>
/// Makes one row of all rows with the same key: the key and aggregates over them, without a window. At the end of a
/// bounded input each group leaves once, in order of the key; with emit: update or complete groups leave as they are so far.
/// </summary>
/// <example>
/// group:
///   key: [user]
///   order: event_time
///   tie: [event_id]
///   aggregate:
///     events: count()
///     addresses: count_distinct(source_ip)
///     hourly_stddev: coalesce(stddev(count() by hour(timestamp)), 0)
///     burst_events: count_if(elapsed(timestamp) &lt; 1)
/// </example>
public sealed record GroupOptions
{
    /// <summary>Columns whose values have a row each; a null is a value like others. Without any, all rows make one.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// The order in which rows come into their group: arrival, or event_time, where rows wait for the watermark and then come
    /// by event time and tie. Must be written where an aggregate reads the row before (elapsed, previous).
    /// </summary>
    public GroupOrder? Order { get; init; }

    /// <summary>With order: event_time, the columns by which rows of one instant are taken; those equal in them too by source partition and position.</summary>
    public IReadOnlyList<string> Tie { get; init; } = [];

    /// <summary>With order: event_time, what becomes of rows behind the watermark: dead_letter, which also is what holds when it is not written, or drop (counted).</summary>
    public GroupLate? Late { get; init; }

    /// <summary>Columns of the output and the aggregates they hold.</summary>
    [NotEmpty]
    [OrColumns]
    public required IReadOnlyDictionary<string, ExpressionText> Aggregate { get; init; }

    /// <summary>When groups leave: append, once, at the end of a bounded input; update, after each batch of rows those that it changed; complete, all of them as the watermark rises.</summary>
    public GroupEmit Emit { get; init; }

    /// <summary>
    /// Memory that the groups may take, about: rows of further keys go to files in the folder for temporary files until the
    /// input has ended. The process takes two to three times as much, with what the garbage collector has not yet taken away.
    /// All keys are then in one lane. When it is not written, the groups of each lane may take a sixteenth of
    /// what there is, and what leaves at the end is held once more, to bring the lanes together. With emit: append only; where
    /// checkpoints are kept, all groups stay in memory.
    /// </summary>
    public ByteSize? Memory { get; init; }
}

public enum GroupOrder
{
    /// <summary>Rows are taken as they come.</summary>
    Arrival,

    /// <summary>Rows are taken by event time.</summary>
    EventTime,
}

public enum GroupLate
{
    /// <summary>Late rows go to the dead letters.</summary>
    DeadLetter,

    /// <summary>Late rows are dropped, counted.</summary>
    Drop,
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
