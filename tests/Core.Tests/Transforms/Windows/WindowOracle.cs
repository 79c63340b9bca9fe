using System.Text;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Windows;

/// <summary>What windows must give, worked out row by row in the plainest way. Aggregates are those of <see cref="Names"/>.</summary>
internal sealed class WindowOracle(WindowOptions options)
{
    public static readonly string[] Names = ["n", "nv", "avg", "sd", "least", "most", "mid", "kinds", "newest"];

    public static readonly string[] Texts =
        ["count()", "count(value)", "mean(value)", "stddev(value)", "min(value)", "max(value)", "median(value)", "count_distinct(value)", "last(value)"];

    private readonly List<(object Key, long Start, long End, List<ScriptRow> Rows)> _windows = [];

    private readonly long _lateness = options.AllowedLateness?.Microseconds ?? 0;

    /// <summary>The last row of each window, without revision and is_final.</summary>
    public List<object?[]> Out { get; } = [];

    public int Late { get; private set; }

    public int Filtered { get; private set; }

    public int Dead { get; private set; }

    public WindowOracle Run(WindowScript script)
    {
        var watermark = long.MinValue;
        foreach (var (row, raised) in script.Steps)
        {
            if (row is not null)
            {
                Take(row, watermark);
                continue;
            }

            watermark = Math.Max(watermark, raised);
            Fire(watermark);
        }

        return this;
    }

    private void Take(ScriptRow row, long watermark)
    {
        if (row.Time is not { } time) Dead++;
        else if (options.Pivot is { } pivot && !pivot.Values.Contains(row.Series)) Filtered++;
        else if (options.Session is { } gap) TakeIntoSession(row, time, gap.Microseconds);
        else TakeIntoSpans(row, time, watermark);
    }

    private void TakeIntoSpans(ScriptRow row, long time, long watermark)
    {
        var size = (options.Tumbling ?? options.Hopping!.Size).Microseconds;
        var every = options.Hopping?.Every.Microseconds ?? size;
        var isLate = true;
        for (var start = options.Offset.Microseconds - 100 * every; start <= time; start += every)
        {
            if (time >= start + size || start + size + _lateness <= watermark) continue;
            isLate = false;
            var window = _windows.Find(each => each.Key.Equals(KeyOf(row)) && each.Start == start);
            if (window.Rows is null) _windows.Add(window = (KeyOf(row), start, start + size, []));
            window.Rows.Add(row);
        }

        if (isLate) Late++;
    }

    /// <summary>Only for streams without late rows: joins every open session that the row touches.</summary>
    private void TakeIntoSession(ScriptRow row, long time, long gap)
    {
        var touched = _windows.FindAll(each => each.Key.Equals(KeyOf(row)) && time < each.End && each.Start < time + gap);
        _windows.RemoveAll(touched.Contains);
        var rows = touched.SelectMany(each => each.Rows).Append(row).ToList();
        _windows.Add((KeyOf(row), rows.Min(each => each.Time!.Value), rows.Max(each => each.Time!.Value) + gap, rows));
    }

    private void Fire(long watermark)
    {
        var due = _windows.FindAll(each => each.End + _lateness <= watermark);
        _windows.RemoveAll(due.Contains);
        due.Sort((left, right) => left.End != right.End ? left.End.CompareTo(right.End) : CompareKeys(left.Rows[0], right.Rows[0]));
        foreach (var (_, start, end, rows) in due)
        {
            var series = options.Pivot?.Values.Select(value => rows.FindAll(row => row.Series == value)) ?? [rows];
            Out.Add([.. KeyColumns(rows[0]), start, end, .. series.SelectMany(each => Aggregates(each, options.Pivot is not null))]);
        }
    }

    private static IEnumerable<object?> Aggregates(List<ScriptRow> rows, bool isPivot)
    {
        if (isPivot && rows.Count == 0) return Names.Select(_ => (object?)null);
        var values = rows.Where(row => row.Value is not null).Select(row => row.Value!.Value + 0.0).ToList();
        var sorted = values.OrderBy(value => double.IsNaN(value) ? 1 : 0).ThenBy(value => value).ToList();
        var mean = values.Count == 0 ? (double?)null : values.Sum() / values.Count;
        var last = rows.Where(row => row.Value is not null).OrderBy(row => row.Time).LastOrDefault();
        return
        [
            (long)rows.Count, (long)values.Count, mean,
            values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean!.Value) * (value - mean.Value)) / (values.Count - 1)),
            sorted.Count == 0 ? null : sorted[0], sorted.Count == 0 ? null : sorted[^1],
            sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2,
            (long)values.Distinct().Count(), last?.Value,
        ];
    }

    private object KeyOf(ScriptRow row) => string.Join('|', KeyColumns(row).Select(each => each switch { null => "null", double share => $"{share + 0.0:R}", _ => $"'{each}'" }));

    private IEnumerable<object?> KeyColumns(ScriptRow row) => options.Key.Select(name => name == "name" ? row.Name : (object?)row.Share);

    private int CompareKeys(ScriptRow left, ScriptRow right)
    {
        foreach (var name in options.Key)
        {
            var order = name == "name" ? CompareTexts(left.Name, right.Name) : CompareShares(left.Share, right.Share);
            if (order != 0) return order;
        }

        return 0;
    }

    private static int CompareTexts(string? left, string? right)
    {
        if (left is null || right is null) return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        return Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
    }

    private static int CompareShares(double? left, double? right)
    {
        static (int, double) Rank(double? value) => value is not { } share ? (0, 0) : double.IsNaN(share) ? (2, 0) : (1, share + 0.0);
        return Rank(left).CompareTo(Rank(right));
    }
}
