using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;
using static StreamGuard.Core.Tests.Transforms.Windows.WindowSetup;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class CountWindowTests
{
    [Fact]
    public void Takes_rows_by_arrival_however_late_and_leaves_when_full()
    {
        var window = Harness(Count(2));

        window.Watermark(At(100)).Feed(Row("a", 5), Row("b", 7), Row("a", 1), Row("a", 9), Row("a", 9), Row("b", 8));

        Assert.Equal(["a 1s 5s 2 True", "a 9s 9s 2 True", "b 7s 8s 2 True"], Show(window, "machine", "window_start", "window_end", "n", "is_complete"));
        Assert.Equal("window_end", window.Schema.EventTime);
    }

    [Fact]
    public void What_the_end_cuts_short_says_so()
    {
        var window = Harness(Count(3));

        window.Feed(Row("b", 5), Row("a", 2), Row("a", 1)).End();

        Assert.Equal(["a 2 False", "b 1 False"], Show(window, "machine", "n", "is_complete"));
    }

    [Fact]
    public void Goes_on_after_a_restore()
    {
        var first = Harness(Count(3));
        first.Feed(Row("a", 1), Row("a", 2));
        var second = Harness(Count(3)).Restore(first.Save());

        second.Feed(Row("a", 3), Row("a", 4)).End();

        Assert.Equal(["1s 3s 3 True", "4s 4s 1 False"], Show(second, "window_start", "window_end", "n", "is_complete"));
    }

    [Fact]
    public void Needs_no_event_time()
    {
        var schema = new Schema([new Field("value", ColumnType.Float)]);
        var window = new TransformHarness(new Window(Count(2) with { Key = [], Aggregate = Aggregating(("last", "last(value)")) }), schema);

        window.Feed([1.0], [2.0], [3.0]).End();

        Assert.Equal(["is_complete", "last"], window.Schema.Names);
        Assert.Equal(["True 2", "False 3"], Show(window, "is_complete", "last"));
    }

    [Fact]
    public void On_update_ends_with_the_full_window()
    {
        var window = Harness(Count(3) with { Emit = WindowEmit.OnUpdate });

        window.Feed(Row("a", 1)).Feed(Row("a", 2)).Feed(Row("a", 3), Row("a", 4)).End();

        string[] expected = ["1 0 False False", "2 1 False False", "3 2 True True", "1 0 False False", "1 1 True False"];
        Assert.Equal(expected, Show(window, "n", "revision", "is_final", "is_complete"));
    }
}
