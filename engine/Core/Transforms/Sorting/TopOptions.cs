using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>
/// Keeps the first rows in an order, of each key where there is one. With per or tumbling these are the first rows of each
/// window, as Flink SQL's window Top-N has them: they leave when the watermark has passed the window, sorted by window, key
/// and that order. Without them these are the first rows of a bounded input, which leave at its end. Nulls and NaN stand last,
/// upwards and downwards; of rows that are equal the first to come is kept.
/// </summary>
/// <example>
/// top: { n: 10, by: [anomaly_score desc, user] }
/// </example>
public sealed record TopOptions
{
    /// <summary>How many rows to keep, of each key.</summary>
    [Between(1, 1_000_000)]
    public required int N { get; init; }

    /// <summary>Columns to order by, the first counting most; asc or desc may stand behind a name, unless written asc.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>Columns whose values each have rows of their own; without them there is one lot.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// Behind a window, the columns that name it: per: [window_start]. The event time must be among them; others count as key.
    /// Rows that have them in common compete, and leave when no further one can come.
    /// </summary>
    [NotEmpty]
    public IReadOnlyList<string>? Per { get; init; }

    /// <summary>Of rows that come from no window, those of so much event time compete: windows of this length, one after another, from 1970-01-01T00:00:00Z on.</summary>
    [Positive]
    public Duration? Tumbling { get; init; }

    /// <summary>With per or tumbling, what becomes of a row whose window has left: drop (counted) or dead_letter. Must be written there.</summary>
    public TopLate? Late { get; init; }
}

/// <summary>What becomes of a late row.</summary>
public enum TopLate
{
    /// <summary>It is left out and counted as late.</summary>
    Drop,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,
}
