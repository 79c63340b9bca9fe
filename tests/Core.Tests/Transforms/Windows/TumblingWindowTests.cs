using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class TumblingWindowTests
{
    private static readonly Schema Readings = new([
        new Field("sensor", ColumnType.String),
        new Field("cycle", ColumnType.Int),
        new Field("time", ColumnType.Timestamp),
        new Field("value", ColumnType.Float),
    ])
    { EventTime = "time" };

    [Fact]
    public void Puts_the_series_of_a_pivot_side_by_side()
    {
        var window = new TransformHarness(new Window(Seconds() with
        {
            Pivot = new PivotOptions { Column = "sensor", Values = ["PS1", "TS1"] },
            Aggregate = WindowSetup.Aggregating(("avg", "mean(value)"), ("std", "stddev(value)"), ("n", "count()")),
        }), Readings);

        window.Feed(["PS1", 0, At(0), 150.0], ["PS1", 0, At(500), 152.0], ["XX", 0, At(500), 1.0], ["TS1", 0, At(900), 35.0], ["PS1", 0, At(1000), 9.0]);
        window.Watermark(At(1000));

        Assert.Equal(["cycle", "window_start", "window_end", "PS1_avg", "PS1_std", "PS1_n", "TS1_avg", "TS1_std", "TS1_n"], window.Schema.Names);
        Assert.Equal([0L, At(0), At(1000), 151.0, Math.Sqrt(2), 2L, 35.0, null, 1L], Assert.Single(window.Rows));
        Assert.Equal((4, 1), (window.Account.Aggregated, window.Account.Filtered));
        Assert.Equal(Timestamps.FromDateTime(At(1000)), window.WatermarkOut);
    }

    [Fact]
    public void A_cell_without_rows_is_null_and_so_is_its_count()
    {
        var window = new TransformHarness(new Window(Seconds() with
        {
            Pivot = new PivotOptions { Column = "sensor", Values = ["PS1", "TS1"] },
            Aggregate = WindowSetup.Aggregating(("n", "count()"), ("m", "coalesce(max(value), 7.0)")),
        }), Readings);

        window.Feed(["PS1", 3, At(0), null]).End();

        Assert.Equal([3L, At(0), At(1000), 1L, 7.0, null, null], Assert.Single(window.Rows));
    }

    private static WindowOptions Seconds() => new()
    {
        Tumbling = Duration.FromSeconds(1),
        Key = ["cycle"],
        Late = LatePolicy.Drop,
        Aggregate = WindowSetup.Aggregating(("n", "count()")),
    };

    private static DateTime At(double milliseconds) => new DateTime(2025, 11, 8, 14, 30, 45, DateTimeKind.Utc).AddMilliseconds(milliseconds);
}
