namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>Which columns are compared: pair i is of columns First[i] and Second[i].</summary>
/// <param name="Names">The columns, each once.</param>
/// <param name="First">Places among the names.</param>
/// <param name="Second">The same of the other one.</param>
internal sealed record ColumnPairs(IReadOnlyList<string> Names, int[] First, int[] Second)
{
    public int Count => First.Length;

    /// <summary>Each column with each that stands behind it.</summary>
    public static ColumnPairs Every(IReadOnlyList<string> names)
    {
        var all = (from first in Enumerable.Range(0, names.Count)
                   from second in Enumerable.Range(first + 1, names.Count - first - 1)
                   select (first, second)).ToList();
        return new ColumnPairs(names, [.. all.Select(pair => pair.first)], [.. all.Select(pair => pair.second)]);
    }

    public static ColumnPairs Of(IReadOnlyList<IReadOnlyList<string>> pairs)
    {
        List<string> names = [.. pairs.SelectMany(pair => pair).Distinct()];
        return new ColumnPairs(names, [.. pairs.Select(pair => names.IndexOf(pair[0]))], [.. pairs.Select(pair => names.IndexOf(pair[1]))]);
    }

    public override string ToString() => string.Join(", ", First.Zip(Second, (first, second) => $"{Names[first]} and {Names[second]}"));
}
