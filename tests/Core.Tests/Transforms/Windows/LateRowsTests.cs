using StreamGuard.Contracts;
using StreamGuard.Core.Transforms.Windows;
using static StreamGuard.Core.Tests.Transforms.Windows.WindowSetup;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class LateRowsTests
{
    [Fact]
    public void A_row_at_the_watermark_is_not_late_and_one_before_it_is_not_as_long_as_its_window_is_open()
    {
        var window = Harness(Tumbling(10));

        window.Feed(Row("a", 11)).Watermark(At(15));
        window.Feed(Row("a", 15), Row("a", 10), Row("a", 9.999)).Watermark(At(20));

        Assert.Equal(["10s 20s 3"], Show(window, "window_start", "window_end", "n"));
        Assert.Equal((3, 1), (window.Account.Aggregated, window.Account.Late));
    }

    [Fact]
    public void A_window_fires_once_when_the_watermark_reaches_its_end()
    {
        var window = Harness(Tumbling(10));

        window.Feed(Row("a", 1)).Watermark(At(9.999999));
        Assert.Empty(window.Rows);
        window.Watermark(At(10)).Watermark(At(20)).End();

        Assert.Single(window.Rows);
    }

    [Fact]
    public void Dead_letters_are_the_rows_as_they_came()
    {
        var window = Harness(Tumbling(10) with { Late = LatePolicy.DeadLetter });

        window.Watermark(At(20)).Feed(Row("a", 25), Row("b", 3, 7.5), ["c", null, 1.0]);

        Assert.Equal(["'time', the event time, is null", "late, its windows had left: the watermark was 2025-11-08T14:30:20.000Z"], window.Dead.Select(each => each.Reason));
        Assert.Equal(Row("b", 3, 7.5), window.Dead[1].Row);
        Assert.Equal((1, 2), (window.Account.Aggregated, window.Account.DeadLettered));
    }

    [Fact]
    public void A_hopping_row_is_late_only_when_the_last_of_its_windows_has_left()
    {
        var hops = new HoppingOptions { Size = Duration.FromSeconds(10), Every = Duration.FromSeconds(5) };
        var window = Harness(Tumbling(1) with { Tumbling = null, Hopping = hops });

        window.Watermark(At(12)).Feed(Row("a", 6), Row("a", 4)).End();

        Assert.Equal(["5s 15s 1"], Show(window, "window_start", "window_end", "n"));
        Assert.Equal(1, window.Account.Late);
    }

    [Fact]
    public void Keys_of_late_rows_leave_no_trace()
    {
        var window = Harness(Tumbling(10));

        window.Watermark(At(20)).Feed(Row("b", 1), Row("a", 25), Row("b", 2));
        window.Feed(Row("b", 26)).End();

        Assert.Equal(["a 1", "b 1"], Show(window, "machine", "n"));
    }

    [Fact]
    public void Update_fires_again_within_the_lateness_and_says_which_row_is_final()
    {
        var window = Harness(Tumbling(10) with { Late = LatePolicy.Update, AllowedLateness = Duration.FromSeconds(5) });

        window.Feed(Row("a", 1)).Watermark(At(10));
        window.Feed(Row("a", 2), Row("a", 3), Row("b", 4)).Watermark(At(14));
        window.Feed(Row("a", 5), Row("a", 12)).Watermark(At(15));
        window.Feed(Row("a", 6)).End();

        string[] expected = ["a 0s 1 0 False", "a 0s 3 1 False", "b 0s 1 0 False", "a 0s 4 2 False", "a 0s 4 3 True", "b 0s 1 1 True", "a 10s 1 0 True"];
        Assert.Equal(expected, Show(window, "machine", "window_start", "n", "revision", "is_final"));
        Assert.Equal(1, window.Account.Late);
        Assert.True(window.Schema.IsUpdating);
        Assert.Equal(["machine", "window_start", "window_end", "revision"], window.Schema.Identity);
    }

    [Fact]
    public void The_watermark_passed_on_waits_for_windows_that_may_be_updated()
    {
        var window = Harness(Tumbling(10) with { Late = LatePolicy.Update, AllowedLateness = Duration.FromSeconds(5) });

        Assert.Equal(Timestamps.FromDateTime(At(0)), window.Watermark(At(14)).WatermarkOut);
        Assert.Equal(Timestamps.FromDateTime(At(10)), window.Watermark(At(15)).WatermarkOut);
    }

    [Fact]
    public void A_run_that_is_stopped_makes_no_window_final_that_was_not()
    {
        var window = Harness(Tumbling(10) with { Late = LatePolicy.Update, AllowedLateness = Duration.FromSeconds(5) });

        window.Feed(Row("a", 1)).Watermark(At(11));
        window.Feed(Row("a", 12)).Stop();

        Assert.Equal(["0s 0 False", "10s 0 False"], Show(window, "window_start", "revision", "is_final"));
    }

    [Fact]
    public void On_update_sends_each_window_after_each_batch_and_a_last_time_when_it_is_final()
    {
        var window = Harness(Tumbling(10) with { Emit = WindowEmit.OnUpdate });

        window.Feed(Row("b", 1), Row("a", 2), Row("b", 3)).Feed(Row("b", 4)).Watermark(At(10));

        string[] expected = ["a 1 0 False", "b 2 0 False", "b 3 1 False", "a 1 1 True", "b 3 2 True"];
        Assert.Equal(expected, Show(window, "machine", "n", "revision", "is_final"));
    }
}
