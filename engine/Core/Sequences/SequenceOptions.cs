using StreamGuard.Contracts;

namespace StreamGuard.Core.Sequences;

/// <summary>
/// Finds rows of one key that follow one another as the steps say, and makes a row of each match. A match ends as early as it
/// can, begins as early as it then can, takes as many rows as it can into each step, the first step first, and uses up its
/// rows and those before them. See SEQUENCES.md.
/// </summary>
/// <remarks>
/// Output: the key, match_start and match_end (event times of the first and the last row), and what <c>emit</c> says, or
/// without it the number of rows of each step. A row without event time is a dead letter. Account: rows are aggregated,
/// matches made.
/// </remarks>
/// <example>
/// sequence:
///   key: [user]
///   order: event_time
///   late: drop
///   within: 15m
///   steps:
///     - { name: failures, when: failed, at_least: 5 }
///     - { when: not failed and source_ip != failures.last.source_ip }
///   emit: { failures: failures.count, first_failure: failures.first.event_id }
/// </example>
public sealed record SequenceOptions
{
    /// <summary>Columns whose values have matches of their own; a null is a value like others. None: all rows belong together.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// In which order rows follow one another: arrival, as they come; event_time holds rows until the watermark and takes them
    /// by event time, so that the matches are the same for every order of arrival within the disorder.
    /// </summary>
    public SequenceOrder Order { get; init; }

    /// <summary>With order: event_time, columns by which rows of one instant are ordered; behind them, or without, by source position.</summary>
    public IReadOnlyList<string> Tie { get; init; } = [];

    /// <summary>With order: event_time, what becomes of a row later than the watermark: drop (counted) or dead_letter. Must be written there.</summary>
    public SequenceLate? Late { get; init; }

    /// <summary>From the first to the last row of a match at most so much event time, both ends included.</summary>
    [Positive]
    public required Duration Within { get; init; }

    /// <summary>What rows must follow one another.</summary>
    [NotEmpty]
    public required IReadOnlyList<StepOptions> Steps { get; init; }

    /// <summary>Where search goes on after a match: last_row behind its last row; next_row behind its first, so that matches overlap.</summary>
    public SequenceAfter After { get; init; }

    /// <summary>Most partial matches of a key at one time; a further one takes the place of the oldest, which is counted.</summary>
    [Positive]
    public int PartialMatches { get; init; } = 1000;

    /// <summary>Columns of a match and their expressions over <c>step.count</c>, <c>step.first.column</c>, <c>step.last.column</c>, and the columns of the last row.</summary>
    public IReadOnlyDictionary<string, ExpressionText> Emit { get; init; } = new Dictionary<string, ExpressionText>();
}

/// <summary>One step: rows that meet a condition, or the absence of such rows.</summary>
[ExactlyOneOf("when", "not")]
public sealed record StepOptions
{
    /// <summary>By which later conditions and <c>emit</c> call the step; step1, step2 … unless said.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What a row of the step meets. Of earlier steps it may read <c>name.count</c>, <c>name.first.column</c> and
    /// <c>name.last.column</c>, or <c>name.column</c> of a step of one row.
    /// </summary>
    public ExpressionText? When { get; init; }

    /// <summary>No row that meets this comes between the steps before and behind; as the last step, <c>within</c> says for how long none may come.</summary>
    public ExpressionText? Not { get; init; }

    /// <summary>Rows the step takes at least. With at_least alone there is no most; with neither the step takes one row.</summary>
    [Positive]
    public int? AtLeast { get; init; }

    /// <summary>Rows the step takes at most.</summary>
    [Positive]
    public int? AtMost { get; init; }

    /// <summary>No other row of the key comes between the step before and this one, nor between its own rows.</summary>
    public bool Strict { get; init; }

    /// <summary>Of a last step that is a <c>not</c>: so long after the last row no such row may come, that instant included. Decided by the watermark.</summary>
    [Positive]
    public Duration? Within { get; init; }
}

/// <summary>In which order rows follow one another.</summary>
public enum SequenceOrder
{
    /// <summary>As they come.</summary>
    Arrival,

    /// <summary>By event time, once the watermark has passed.</summary>
    EventTime,
}

/// <summary>What becomes of a late row.</summary>
public enum SequenceLate
{
    /// <summary>It is left out and counted as late.</summary>
    Drop,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,
}

/// <summary>Where search goes on after a match.</summary>
public enum SequenceAfter
{
    /// <summary>Behind the last row of the match.</summary>
    LastRow,

    /// <summary>Behind the first row of the match.</summary>
    NextRow,
}
