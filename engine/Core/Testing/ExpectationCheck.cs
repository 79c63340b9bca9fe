using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Testing;

/// <summary>Compares the rows a component sent with those that were expected of it.</summary>
/// <param name="Expectation">What was written.</param>
/// <param name="Schema">The component's.</param>
/// <param name="Expected">The expected rows, typed.</param>
/// <param name="Came">What came, in order.</param>
/// <param name="Matches">For each expected row the place of its row in <paramref name="Came"/>, or -1.</param>
internal sealed record ExpectationCheck(
    Expectation Expectation, Schema Schema, IReadOnlyList<ExpectedRow> Expected, IReadOnlyList<object?[]> Came, int[] Matches)
{
    private const int MostShown = 5;

    public bool Holds => Matches.All(match => match >= 0) && Came.Count == Expected.Count;

    /// <summary>The columns that any expected row names, in the schema's order; those with values where no row names one.</summary>
    public IReadOnlyList<int> Columns
    {
        get
        {
            var named = Expected.SelectMany(row => row.Cells).Select(cell => cell.Column).Distinct().Order().ToList();
            return named.Count > 0 ? named : [.. Enumerable.Range(0, Schema.Count).Where(column => Came.Any(row => row[column] is not null))];
        }
    }

    public static ExpectationCheck Of(Expectation expectation, Schema schema, IReadOnlyList<ExpectedRow> expected, IReadOnlyList<object?[]> came, double tolerance)
    {
        var comparer = new RowComparer(expectation.Tolerance ?? tolerance);
        return new ExpectationCheck(expectation, schema, expected, came, RowMatcher.Match(expected, came, expectation.Ordered, comparer));
    }

    /// <summary>Reports each expected row that did not come with the nearest that did, and each row too many.</summary>
    public void Report(Problems problems, double tolerance)
    {
        var comparer = new RowComparer(Expectation.Tolerance ?? tolerance);
        var left = Enumerable.Range(0, Came.Count).Except(Matches).ToList();
        var missing = Enumerable.Range(0, Expected.Count).Where(row => Matches[row] < 0).ToList();
        foreach (var row in missing.Take(MostShown)) ReportMissing(row, left, comparer, problems);
        if (missing.Count > MostShown)
            problems.Error(ProblemCodes.RowMissing, Expectation.Location, $"'{Expectation.Component}' did not send {missing.Count - MostShown} more of the expected rows.");
        ReportUnexpected(left, problems);
    }

    private void ReportMissing(int row, List<int> left, RowComparer comparer, Problems problems)
    {
        var expected = Expected[row];
        var nearest = NearestTo(row, left, comparer);
        var hint = "Nothing came that it could be.";
        if (nearest >= 0)
        {
            left.Remove(nearest);
            var differing = expected.Cells.Where(cell => !comparer.SameValue(cell.Value, Came[nearest][cell.Column]))
                .Select(cell => $"{Schema[cell.Column].Name} was {YamlRow.Value(Came[nearest][cell.Column])}, expected {YamlRow.Value(cell.Value)}");
            hint = $"The nearest that came: {string.Join("; ", differing)}.";
        }

        var place = Expectation.Ordered ? $" as row {row + 1}" : "";
        problems.Error(ProblemCodes.RowMissing, expected.Location, $"'{Expectation.Component}' did not send this row{place}.", hint);
    }

    /// <summary>The row left over that differs in the fewest cells; -1 when there is none, or none with a cell in common.</summary>
    private int NearestTo(int row, List<int> left, RowComparer comparer)
    {
        if (Expectation.Ordered) return row < Came.Count && left.Contains(row) ? row : -1;
        var best = left.Count == 0 ? -1 : left.MinBy(at => comparer.Differences(Expected[row], Came[at]));
        return best >= 0 && comparer.Differences(Expected[row], Came[best]) <= Math.Max(1, Expected[row].Cells.Count - 1) ? best : -1;
    }

    private void ReportUnexpected(List<int> left, Problems problems)
    {
        if (left.Count == 0) return;
        var rows = left.Take(MostShown).Select(at => YamlRow.Format(Came[at], Schema, Columns));
        var more = left.Count > MostShown ? $"\n    and {left.Count - MostShown} more" : "";
        problems.Error(ProblemCodes.RowUnexpected, Expectation.Location,
            $"'{Expectation.Component}' sent {left.Count} {(left.Count == 1 ? "row" : "rows")} that nothing here expects.", string.Join("\n    ", rows) + more);
    }
}
