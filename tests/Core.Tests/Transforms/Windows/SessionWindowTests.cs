using StreamGuard.Contracts;
using static StreamGuard.Core.Tests.Transforms.Windows.WindowSetup;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class SessionWindowTests
{
    [Fact]
    public void A_row_exactly_one_gap_later_begins_a_new_session()
    {
        var window = Harness(Session(10));

        window.Feed(Row("a", 0), Row("a", 9.5), Row("a", 19.5)).End();

        Assert.Equal(["0s 19.5s 2", "19.5s 29.5s 1"], Show(window, "window_start", "window_end", "n"));
    }

    [Fact]
    public void A_row_that_bridges_two_sessions_merges_them_within_a_batch_or_across()
    {
        foreach (var cut in new[] { 0, 1, 2, 3 })
        {
            var window = Harness(Session(10));
            object?[][] rows = [Row("a", 0), Row("a", 15), Row("b", 8), Row("a", 7), Row("a", 16)];

            window.Feed(rows[..cut]).Feed(rows[cut..]).End();

            Assert.Equal(["b 8s 18s 1", "a 0s 26s 4"], Show(window, "machine", "window_start", "window_end", "n"));
        }
    }

    [Fact]
    public void A_row_that_touches_a_session_that_has_left_is_late()
    {
        var window = Harness(Session(10));

        window.Feed(Row("a", 0)).Watermark(At(10));
        window.Feed(Row("a", 9), Row("a", 10), Row("b", 9)).End();

        Assert.Equal(["a 0s 10s 1", "b 9s 19s 1", "a 10s 20s 1"], Show(window, "machine", "window_start", "window_end", "n"));
        Assert.Equal(1, window.Account.Late);
    }

    [Fact]
    public void A_row_whose_own_gap_has_passed_may_fill_an_open_session_but_not_begin_it_earlier()
    {
        var window = Harness(Session(10));

        window.Feed(Row("a", 0), Row("a", 8), Row("a", 16)).Watermark(At(20));
        window.Feed(Row("a", 4), Row("a", -4), Row("b", 10)).End();

        Assert.Equal(["a 0s 26s 4"], Show(window, "machine", "window_start", "window_end", "n"));
        Assert.Equal(2, window.Account.Late);
    }

    [Fact]
    public void The_watermark_passed_on_is_held_by_the_earliest_open_session()
    {
        var window = Harness(Session(10));

        window.Feed(Row("a", 0), Row("a", 8), Row("b", 5)).Watermark(At(16));
        Assert.Equal(Timestamps.FromDateTime(At(0)), window.WatermarkOut);
        window.Watermark(At(30));

        Assert.Equal(Timestamps.FromDateTime(At(20)) + 1, window.WatermarkOut);
    }
}
