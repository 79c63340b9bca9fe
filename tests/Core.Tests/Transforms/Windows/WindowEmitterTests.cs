using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;
using static StreamGuard.Core.Tests.Transforms.Windows.WindowSetup;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class WindowEmitterTests
{
    [Fact]
    public void Results_that_do_not_fit_are_null_and_counted_once_a_row()
    {
        var schema = new Schema([new Field("time", ColumnType.Timestamp), new Field("value", ColumnType.Int)]) { EventTime = "time" };
        var options = Tumbling(10) with { Key = [], Aggregate = Aggregating(("total", "sum(value)"), ("mean", "mean(value)"), ("change", "delta(value)")) };
        var window = new TransformHarness(new Window(options), schema);

        window.Feed([At(1), long.MaxValue], [At(2), long.MaxValue], [At(11), 5L], [At(21), long.MinValue], [At(22), 1L]).Watermark(At(20)).Watermark(At(30));

        Assert.Equal([null, 5L, long.MinValue + 1], window.Column("total"));
        Assert.Equal([0L, 0L, null], window.Column("change"));
        Assert.Equal(2, window.Account.Overflows);
    }
}
