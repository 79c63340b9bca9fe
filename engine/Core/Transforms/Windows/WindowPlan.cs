using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>A window's options, checked and resolved against its input.</summary>
internal sealed record WindowPlan
{
    public required WindowOptions Options { get; init; }

    public required Schema Input { get; init; }

    public required Schema Output { get; init; }

    /// <summary>Places of the key columns in the input.</summary>
    public required IReadOnlyList<int> Key { get; init; }

    /// <summary>Place of the event time in the input; -1 for a count window over a stream without one.</summary>
    public required int EventTime { get; init; }

    /// <summary>Place of the pivot column in the input; -1 for none.</summary>
    public required int PivotColumn { get; init; }

    public required IReadOnlyList<AggregateExpression> Aggregates { get; init; }

    /// <summary>Cells of a window: the pivot's values, or one.</summary>
    public int Width => Options.Pivot?.Values.Count ?? 1;

    public bool IsUpdating => Output.IsUpdating;

    /// <summary>How long after its end a window takes rows, in microseconds; 0 where it does not.</summary>
    public long Lateness => Options.Late == LatePolicy.Update ? Options.AllowedLateness!.Value.Microseconds : 0;

    public AggregateSet NewAggregates() => new(Aggregates, Width, knowsEmptyCells: PivotColumn >= 0);

    public WindowAssigner NewAssigner(WindowGroups groups) => Options switch
    {
        { Count: { } rows } => new CountAssigner(groups, rows),
        { Session: { } gap } => new SessionAssigner(groups, gap.Microseconds),
        _ => new SpanAssigner(groups, SpansOf(Options), Lateness),
    };

    public static Spans SpansOf(WindowOptions options)
    {
        var size = (options.Tumbling ?? options.Hopping!.Size).Microseconds;
        return new Spans(size, options.Hopping?.Every.Microseconds ?? size, options.Offset.Microseconds);
    }
}
