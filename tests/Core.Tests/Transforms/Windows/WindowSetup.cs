using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Windows;

/// <summary>Windows over readings of machines; times are seconds after a fixed instant.</summary>
internal static class WindowSetup
{
    public static readonly Schema Readings = new([
        new Field("machine", ColumnType.String),
        new Field("time", ColumnType.Timestamp),
        new Field("value", ColumnType.Float),
    ])
    { EventTime = "time" };

    public static TransformHarness Harness(WindowOptions options) => new(new Window(options), Readings);

    public static WindowOptions Tumbling(double seconds) => new()
    {
        Tumbling = Duration.FromSeconds(seconds),
        Key = ["machine"],
        Late = LatePolicy.Drop,
        Aggregate = Counts,
    };

    public static WindowOptions Session(double gap) => Tumbling(1) with { Tumbling = null, Session = Duration.FromSeconds(gap) };

    public static WindowOptions Count(int rows) => Tumbling(1) with { Tumbling = null, Late = null, Count = rows };

    public static Dictionary<string, ExpressionText> Counts => Aggregating(("n", "count()"), ("total", "sum(value)"));

    public static Dictionary<string, ExpressionText> Aggregating(params (string Name, string Text)[] aggregates) =>
        aggregates.ToDictionary(each => each.Name, each => new ExpressionText(each.Text));

    public static object?[] Row(string? machine, double second, double? value = 1) => [machine, At(second), value];

    public static DateTime At(double second) => new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc).AddSeconds(second);

    /// <summary>Rows in short: the values of some columns, times as seconds after the fixed instant.</summary>
    public static string[] Show(TransformHarness window, params string[] columns) =>
        [.. window.Rows.Select(row => string.Join(' ', columns.Select(name => Show(row[window.Schema.IndexOf(name)]))))];

    private static string Show(object? value) => value switch
    {
        null => "null",
        DateTime time => $"{(time - At(0)).TotalSeconds}s",
        _ => $"{value}",
    };
}
