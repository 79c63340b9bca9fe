using StreamGuard.Contracts;

namespace StreamGuard.Core.History;

/// <summary>The options of an over, checked and resolved against its input.</summary>
internal sealed record OverPlan
{
    public required OverOptions Options { get; init; }

    public required Schema Input { get; init; }

    public required Schema Output { get; init; }

    /// <summary>Places of the key columns in the input.</summary>
    public required IReadOnlyList<int> Key { get; init; }

    /// <summary>Places of the tie columns in the input.</summary>
    public required IReadOnlyList<int> Tie { get; init; }

    /// <summary>Place of the event time in the input; -1 for a stream without one.</summary>
    public required int EventTime { get; init; }

    /// <summary>In order; each reads columns of the input and of steps before it.</summary>
    public required IReadOnlyList<OverStep> Steps { get; init; }

    public IEnumerable<HistoryCall> Calls => Steps.SelectMany(step => step.Expressions).SelectMany(expression => expression.Calls);
}

/// <summary>Expressions that do not read one another's columns.</summary>
/// <param name="Input">The schema they read.</param>
/// <param name="Output">That and their columns.</param>
/// <param name="Expressions">A column each.</param>
internal sealed record OverStep(Schema Input, Schema Output, IReadOnlyList<HistoryExpression> Expressions);
