using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>
/// Collects rows into windows and makes one row of each: its key, window_start, window_end and aggregates. A window of
/// event time gets its rows from its start on, up to but not including its end, and leaves once, when the watermark
/// reaches its end; what one watermark lets go leaves in order of window_end, then key.
/// </summary>
/// <example>
/// window:
///   tumbling: 1s
///   key: [cycle]
///   late: dead_letter
///   pivot: { column: sensor, values: [PS1, TS1] }
///   aggregate: { avg: mean(value), n: count() }
/// </example>
[ExactlyOneOf("tumbling", "hopping", "session", "count")]
public sealed record WindowOptions
{
    /// <summary>Windows of this length, one after another, from 1970-01-01T00:00:00Z on.</summary>
    [Positive]
    public Duration? Tumbling { get; init; }

    /// <summary>Windows that overlap.</summary>
    public HoppingOptions? Hopping { get; init; }

    /// <summary>
    /// Windows that end when no row came for so much event time: window_end is the time of the last row plus this, and
    /// a row exactly that much later begins a new window.
    /// </summary>
    [Positive]
    public Duration? Session { get; init; }

    /// <summary>
    /// Windows of so many rows, in order of arrival. window_start and window_end are then the least and greatest event
    /// time in them; is_complete is false for one that the end of the input cut short.
    /// </summary>
    [Positive]
    public int? Count { get; init; }

    /// <summary>Moves the bounds of tumbling and hopping windows: offset: 6h begins days at six.</summary>
    public Duration Offset { get; init; }

    /// <summary>Columns whose values have windows of their own; a null is a value like others.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// What becomes of a row all whose windows have left: drop (counted), dead_letter, or update, where its windows
    /// leave again within allowed_lateness. Must be written, except for count windows, where no row is late.
    /// </summary>
    public LatePolicy? Late { get; init; }

    /// <summary>With late: update, how long after its end (in event time) a window still takes rows.</summary>
    [Positive]
    public Duration? AllowedLateness { get; init; }

    /// <summary>Makes one row of several series: columns {value}_{name} for each listed value of a column.</summary>
    public PivotOptions? Pivot { get; init; }

    /// <summary>Columns of the output and the aggregates they hold; a list names aggregates of included files.</summary>
    [NotEmpty, OrColumns]
    public required IReadOnlyDictionary<string, ExpressionText> Aggregate { get; init; }

    /// <summary>When a window leaves: on_close, or on_update, which also sends what it is so far after each batch of rows.</summary>
    public WindowEmit Emit { get; init; }
}

/// <summary>Windows that overlap.</summary>
public sealed record HoppingOptions
{
    /// <summary>Length of a window.</summary>
    [Positive]
    public required Duration Size { get; init; }

    /// <summary>How long after one window the next begins; at most its size.</summary>
    [Positive]
    public required Duration Every { get; init; }
}

/// <summary>Which series stand side by side.</summary>
public sealed record PivotOptions
{
    /// <summary>The text column that tells the series apart.</summary>
    public required string Column { get; init; }

    /// <summary>Its values, in order of the columns to come; rows with another value are left out, counted as filtered.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Values { get; init; }
}

public enum LatePolicy
{
    /// <summary>Late rows are dropped, counted.</summary>
    Drop,

    /// <summary>Late rows go to the dead letters.</summary>
    DeadLetter,

    /// <summary>Late rows within allowed_lateness make their windows leave again, those after it are dropped, counted.</summary>
    Update,
}

public enum WindowEmit
{
    /// <summary>A window leaves when the watermark reaches its end.</summary>
    OnClose,

    /// <summary>A window also leaves after each batch that had rows for it.</summary>
    OnUpdate,
}
