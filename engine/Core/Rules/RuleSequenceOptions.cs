using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>Rows of a key that follow one another as the steps say, in input order. The row that ends a match raises the alert; where a row must stay away behind it, that row does so when the watermark has passed. See SEQUENCES.md.</summary>
public sealed record RuleSequenceOptions
{
    /// <summary>Columns whose values have matches of their own; unless written, those of the rule.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>From the first to the last row of a match at most so much event time, both ends included.</summary>
    [Positive]
    public required Duration Within { get; init; }

    /// <summary>What rows must follow one another. The rule's message may read what a step took: {failures.count}, {failures.last.source_ip}.</summary>
    [NotEmpty]
    public required IReadOnlyList<Sequences.StepOptions> Steps { get; init; }

    /// <summary>Where search goes on after a match: last_row behind its last row; next_row behind its first, so that matches overlap.</summary>
    public Sequences.SequenceAfter After { get; init; }

    /// <summary>Most partial matches of a key at one time; a further one takes the place of the oldest.</summary>
    [Positive]
    public int PartialMatches { get; init; } = 1000;

    /// <summary>Columns that the alert has besides those of its row, and their expressions over <c>step.count</c>, <c>step.first.column</c>, <c>step.last.column</c> and the columns of the row; null in alerts of other rules.</summary>
    public IReadOnlyDictionary<string, ExpressionText> Emit { get; init; } = new Dictionary<string, ExpressionText>();
}
