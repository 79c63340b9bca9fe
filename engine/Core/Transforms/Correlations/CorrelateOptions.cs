using StreamGuard.Contracts;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>
/// Says how columns go together in each window: a row for each pair of them, with its key, window_start, window_end, the
/// names of the two columns (a and b), Pearson's coefficient of correlation from -1 to 1, and the rows that have both. The
/// coefficient is null below two such rows, and where one of the columns is the same throughout. All pairs are worked out in
/// one pass over the rows. Windows are those of the transform window.
/// </summary>
/// <example>
/// correlate:
///   tumbling: 1m
///   key: [cycle]
///   late: dead_letter
///   columns: [PS1_avg, PS2_avg, FS1_avg]
///   min_rows: 30
/// </example>
[ExactlyOneOf("tumbling", "hopping")]
[ExactlyOneOf("columns", "pairs")]
public sealed record CorrelateOptions
{
    /// <summary>Windows of this length, one after another, from 1970-01-01T00:00:00Z on.</summary>
    [Positive]
    public Duration? Tumbling { get; init; }

    /// <summary>Windows that overlap.</summary>
    public HoppingOptions? Hopping { get; init; }

    /// <summary>Moves the bounds of windows: offset: 6h begins days at six.</summary>
    public Duration Offset { get; init; }

    /// <summary>Columns whose values have windows of their own; a null is a value like others.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// What becomes of a row all whose windows have left: drop (counted), dead_letter, or update, where its windows
    /// leave again within allowed_lateness. Must be written.
    /// </summary>
    public LatePolicy? Late { get; init; }

    /// <summary>With late: update, how long after its end (in event time) a window still takes rows.</summary>
    [Positive]
    public Duration? AllowedLateness { get; init; }

    /// <summary>Columns of numbers, each of which is paired with each that stands behind it.</summary>
    [NotEmpty]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The pairs themselves, where not every column is to be paired with every other: [[PS1_avg, EPS1_avg], [PS3_avg, FS1_avg]].</summary>
    [NotEmpty]
    public IReadOnlyList<IReadOnlyList<string>>? Pairs { get; init; }

    /// <summary>A pair that fewer rows of a window have is left out: no row is made of it.</summary>
    [NotNegative]
    public long MinRows { get; init; }
}
