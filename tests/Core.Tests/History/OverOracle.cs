namespace StreamGuard.Core.Tests.History;

/// <summary>What an over must answer, worked out of a list of all rows seen.</summary>
/// <param name="User">The key.</param>
/// <param name="At">Seconds.</param>
/// <param name="Ip">A text, or null.</param>
/// <param name="Score">A number, or null.</param>
/// <param name="Kind">A small int, or null.</param>
/// <param name="Id">Tells rows of one instant apart, and is their order.</param>
internal sealed record OverRow(string? User, long At, string? Ip, double? Score, long? Kind, long Id)
{
    public object?[] Values => [User, DateTime.UnixEpoch.AddSeconds(At), Ip, Score, Kind, Id];
}

internal static class OverOracle
{
    /// <summary>The functions asked, and what each makes of the rows seen and the row itself.</summary>
    public static readonly (string Name, string Text, Func<IReadOnlyList<OverRow>, OverRow?, OverRow, object?> Answer)[] Functions =
    [
        ("n", "count()", (seen, _, _) => (long)seen.Count),
        ("scores", "count(score)", (seen, _, _) => (long)Scores(seen).Count),
        ("high", "count_if(score > 5)", (seen, _, _) => (long)seen.Count(row => row.Score > 5)),
        ("ips", "count_distinct(ip)", (seen, _, _) => (long)seen.Select(row => row.Ip).OfType<string>().Distinct().Count()),
        ("kinds", "count_distinct(kind)", (seen, _, _) => (long)seen.Select(row => row.Kind).OfType<long>().Distinct().Count()),
        ("ip_seen", "seen(ip)", (seen, _, row) => row.Ip is null ? null : seen.Any(each => each.Ip == row.Ip)),
        ("kind_seen", "seen(kind)", (seen, _, row) => row.Kind is null ? null : seen.Any(each => each.Kind == row.Kind)),
        ("kind_share", "share(kind)", (seen, _, row) => row.Kind is null || seen.All(each => each.Kind is null) ? null : (double)seen.Count(each => each.Kind == row.Kind) / seen.Count(each => each.Kind is not null)),
        ("ip_before", "previous(ip)", (_, before, _) => before?.Ip),
        ("score_before", "previous(score)", (_, before, _) => before?.Score),
        ("gap", "elapsed(at)", (_, before, row) => before is null ? null : (double)(row.At - before.At)),
        ("total", "sum(score)", (seen, _, _) => Scores(seen).Count == 0 ? null : Scores(seen).Sum()),
        ("average", "mean(score)", (seen, _, _) => Scores(seen).Count == 0 ? null : Scores(seen).Average()),
        ("least", "min(score)", (seen, _, _) => Scores(seen).Count == 0 ? null : Scores(seen).Min()),
        ("most", "max(kind)", (seen, _, _) => seen.Max(row => row.Kind)),
        ("deviation", "stddev(score)", (seen, _, _) => Deviation(Scores(seen))),
        ("spread", "variance(score)", (seen, _, _) => Deviation(Scores(seen)) is { } deviation ? deviation * deviation : null),
        ("odd", "zscore(score)", (seen, _, row) => row.Score is { } score && Deviation(Scores(seen)) is { } and > 0 and var deviation ? (score - Scores(seen).Average()) / deviation : null),
        ("middle", "median(score)", (seen, _, _) => Percentile(Scores(seen), 0.5)),
        ("p90", "percentile(score, 0.9)", (seen, _, _) => Percentile(Scores(seen), 0.9)),
        ("by_span", "ewma(score, 4)", (seen, _, _) => Weighted(seen, (_, newer) => Math.Pow(1 - 2.0 / 5, newer))),
        ("by_time", "ewma(score, '5s')", (seen, _, _) => Weighted(seen, (age, _) => Math.Pow(0.5, age / 5.0))),
        ("mixed", "score > 2 * mean(score) or not seen(ip)", (seen, _, row) => Or(Scores(seen).Count == 0 ? null : row.Score > 2 * Scores(seen).Average(), row.Ip is null ? null : !seen.Any(each => each.Ip == row.Ip), row.Score is null)),
        ("on_top", "n - scores", (seen, _, _) => (long)(seen.Count - Scores(seen).Count)),
    ];

    private static List<double> Scores(IReadOnlyList<OverRow> seen) => [.. seen.Select(row => row.Score).OfType<double>()];

    private static double? Deviation(List<double> values)
    {
        if (values.Count < 2) return null;
        if (values.Distinct().Count() == 1) return 0;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    private static double? Percentile(List<double> values, double share)
    {
        if (values.Count == 0) return null;
        values.Sort();
        var place = share * (values.Count - 1);
        var below = (int)place;
        return below + 1 == values.Count ? values[below] : values[below] + (place - below) * (values[below + 1] - values[below]);
    }

    private static double? Weighted(IReadOnlyList<OverRow> seen, Func<double, int, double> weight)
    {
        var rows = seen.Where(row => row.Score is not null).ToList();
        if (rows.Count == 0) return null;
        // A row that comes late has the weight of the newest before it.
        var times = new List<long>();
        foreach (var row in rows) times.Add(Math.Max(row.At, times.Count == 0 ? row.At : times[^1]));
        var weights = rows.Select((_, i) => weight(times[^1] - times[i], rows.Count - 1 - i)).ToList();
        return rows.Zip(weights, (row, each) => row.Score!.Value * each).Sum() / weights.Sum();
    }

    private static bool? Or(bool? left, bool? right, bool leftIsNull)
    {
        left = leftIsNull ? null : left;
        return left is true || right is true ? true : left is null || right is null ? null : false;
    }
}
