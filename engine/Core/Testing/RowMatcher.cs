namespace StreamGuard.Core.Testing;

/// <summary>
/// Pairs expected rows with those that came. Without an order it finds the largest possible pairing (Kuhn's algorithm
/// of augmenting paths), because an expected row that names few columns may fit several rows.
/// </summary>
internal static class RowMatcher
{
    /// <returns>For each expected row the place of its row among those that came, or -1.</returns>
    public static int[] Match(IReadOnlyList<ExpectedRow> expected, IReadOnlyList<object?[]> actual, bool ordered, RowComparer comparer)
    {
        if (ordered) return [.. expected.Select((row, at) => at < actual.Count && comparer.Same(row, actual[at]) ? at : -1)];
        var takenBy = new int[actual.Count];
        Array.Fill(takenBy, -1);
        for (var row = 0; row < expected.Count; row++)
            Augment(row, new bool[actual.Count]);

        var matched = new int[expected.Count];
        Array.Fill(matched, -1);
        for (var at = 0; at < takenBy.Length; at++)
            if (takenBy[at] >= 0) matched[takenBy[at]] = at;
        return matched;

        bool Augment(int row, bool[] tried)
        {
            for (var at = 0; at < actual.Count; at++)
            {
                if (tried[at] || !comparer.Same(expected[row], actual[at])) continue;
                tried[at] = true;
                if (takenBy[at] >= 0 && !Augment(takenBy[at], tried)) continue;
                takenBy[at] = row;
                return true;
            }

            return false;
        }
    }
}
