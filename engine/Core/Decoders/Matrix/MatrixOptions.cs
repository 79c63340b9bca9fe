using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Matrix;

/// <summary>
/// Recordings where a line is one cycle of evenly spaced samples and a file is one sensor, named by the file up to the
/// first dot. Each sample becomes a row: sensor, cycle, timestamp, value, and the cycle's labels where there are any. A
/// line with another number of samples than the first, or with a cell that is no number, is a bad row.
/// </summary>
/// <example>
/// matrix:
///   start: 2025-11-08T14:30:00Z
///   period: 60s
///   cycle: { file: recording/cycles.csv, column: cycle0 }
///   labels: { file: recording/profile.txt, columns: [cooler, valve, pump_leakage, accumulator, stable] }
/// </example>
public sealed record MatrixOptions
{
    /// <summary>When the first cycle begins, in UTC where it names no zone: 2025-11-08T14:30:00Z.</summary>
    [NotEmpty]
    public required string Start { get; init; }

    /// <summary>How long a cycle lasts: line i begins at start + i × period, and its samples are spread evenly over it.</summary>
    [Positive]
    public Duration Period { get; init; } = Duration.FromSeconds(60);

    /// <summary>The first line names the samples; unless said otherwise, when it begins with something that is no number.</summary>
    public bool? Header { get; init; }

    /// <summary>What stands between samples; unless said otherwise a tab where the first line holds one, else a comma.</summary>
    public Delimiter? Delimiter { get; init; }

    /// <summary>Numbers of the cycles; without it they are counted from 0.</summary>
    public MatrixCycle? Cycle { get; init; }

    /// <summary>What is known of each cycle.</summary>
    public MatrixLabels? Labels { get; init; }
}

/// <summary>Numbers of cycles in a column of another file: comma separated, with a header, a line a cycle.</summary>
public sealed record MatrixCycle
{
    /// <summary>The file, relative to the working directory.</summary>
    [NotEmpty]
    public required string File { get; init; }

    /// <summary>The column, as the file's header names it.</summary>
    [NotEmpty]
    public required string Column { get; init; }
}

/// <summary>Labels of cycles in another file: tab separated whole numbers without a header, a line a cycle.</summary>
public sealed record MatrixLabels
{
    /// <summary>The file, relative to the working directory.</summary>
    [NotEmpty]
    public required string File { get; init; }

    /// <summary>Names for the file's columns, in order; they become int columns behind the value.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Columns { get; init; }
}
