using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>A group's options, checked and resolved against its input.</summary>
internal sealed record GroupPlan
{
    public required GroupOptions Options { get; init; }

    public required Schema Input { get; init; }

    public required Schema Output { get; init; }

    /// <summary>Places of the key columns in the input.</summary>
    public required IReadOnlyList<int> Key { get; init; }

    /// <summary>Places of the tie columns.</summary>
    public required IReadOnlyList<int> Tie { get; init; }

    /// <summary>Place of the event time in the input; -1 for a stream without one.</summary>
    public required int EventTime { get; init; }

    public required IReadOnlyList<AggregateExpression> Aggregates { get; init; }

    /// <summary>Rows wait for the watermark.</summary>
    public bool IsOrdered => Options.Order == GroupOrder.EventTime;

    /// <summary>Bytes of memory for groups; null where all must stay there.</summary>
    public required long? Memory { get; init; }

    public bool IsUpdating => Output.IsUpdating;

    public AggregateSet NewAggregates() => new(Aggregates, series: 1, knowsEmptyCells: false);
}
