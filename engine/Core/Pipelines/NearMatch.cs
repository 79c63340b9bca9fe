namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Finds the name that was meant. The distance counts letters put in, left out, replaced or swapped with their
/// neighbour (optimal string alignment).
/// </summary>
public static class NearMatch
{
    /// <summary>The nearest name, when no more than a third of its letters (at least one) would have to change; else null.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var best = known
            .Select(each => (Name: each, Distance: Distance(name.ToLowerInvariant(), each.ToLowerInvariant())))
            .Where(each => each.Distance <= Math.Max(1, Math.Max(name.Length, each.Name.Length) / 3))
            .OrderBy(each => each.Distance)
            .ThenBy(each => each.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name;
    }

    /// <summary>"Did you mean 'inputs'?" or, where nothing is near, the list of what is known; null when that is empty.</summary>
    public static string? Hint(string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        if (Find(name, all) is { } near) return $"Did you mean '{near}'?";
        return all.Count == 0 ? null : $"Known here: {string.Join(", ", all.Order(StringComparer.Ordinal))}.";
    }

    /// <summary>The known names that were meant by those written but not known: they are misspelt rather than missing.</summary>
    internal static IReadOnlySet<string> Meant(IEnumerable<string> written, IReadOnlyCollection<string> known) =>
        written.Except(known).Select(name => Find(name, known)).OfType<string>().ToHashSet();

    internal static int Distance(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }
}
