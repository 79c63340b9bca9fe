using StreamGuard.Contracts;

namespace StreamGuard.Core.Testing;

/// <summary>Tells whether a value that came is the one that was expected.</summary>
/// <param name="tolerance">Floats agree within this share of the larger one, within this much where both are below 1.</param>
internal sealed class RowComparer(double tolerance)
{
    public bool SameValue(object? expected, object? actual) => (expected, actual) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (double left, double right) => Same(left, right),
        (IReadOnlyList<object?> left, IReadOnlyList<object?> right) => left.Count == right.Count && left.Zip(right).All(pair => SameValue(pair.First, pair.Second)),
        _ => expected.Equals(actual),
    };

    /// <summary>Every expected cell is the same in the row.</summary>
    public bool Same(ExpectedRow expected, object?[] actual) => Differences(expected, actual) == 0;

    /// <summary>How many expected cells differ.</summary>
    public int Differences(ExpectedRow expected, object?[] actual) =>
        expected.Cells.Count(cell => !SameValue(cell.Value, actual[cell.Column]));

    private bool Same(double left, double right)
    {
        if (left.Equals(right)) return true; // NaN equals NaN, and infinities their like
        return Math.Abs(left - right) <= tolerance * Math.Max(1, Math.Max(Math.Abs(left), Math.Abs(right)));
    }
}

/// <summary>An expected row, typed: only the columns that were named.</summary>
internal sealed record ExpectedRow(Location Location, IReadOnlyList<ExpectedCell> Cells);

/// <summary>An expected value.</summary>
/// <param name="Column">The column's place in the component's schema.</param>
/// <param name="Value">As <see cref="Contracts.Column.Boxed"/> gives it.</param>
/// <param name="Location">Where it was written.</param>
internal sealed record ExpectedCell(int Column, object? Value, Location Location);
