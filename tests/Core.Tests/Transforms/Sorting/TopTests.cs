using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Sorting;

namespace StreamGuard.Core.Tests.Transforms.Sorting;

public class TopTests
{
    private static readonly Schema Input = new([new("user", ColumnType.String), new("score", ColumnType.Float), new("n", ColumnType.Int)]);

    private static readonly Schema Windows = new([new("window_start", ColumnType.Timestamp), new("user", ColumnType.String), new("n", ColumnType.Int)]) { EventTime = "window_start" };

    [Fact]
    public void Keeps_the_first_rows_in_order()
    {
        var run = Run(new() { N = 3, By = ["score desc"] });

        run.Feed(["a", 1.0, 1L], ["b", null, 2L], ["c", 5.0, 3L]).Feed(["d", 3.0, 4L], ["e", 5.0, 5L], ["f", double.NaN, 6L]);
        Assert.Equal((3, 3), (run.Account.Held, run.Account.Filtered));
        run.End();

        Assert.Equal([3L, 5L, 4L], run.Column("n"));
        Assert.Equal(3, run.Account.Passed);
    }

    [Fact]
    public void Keeps_rows_of_each_key_sorted_by_key()
    {
        var run = Run(new() { N = 1, By = ["score desc"], Key = ["user"] });

        run.Feed(["b", 1.0, 1L], ["a", 2.0, 2L], [null, 9.0, 3L], ["b", 3.0, 4L], ["a", 1.0, 5L]).End();

        Assert.Equal([2L, 4L, 3L], run.Column("n"));
    }

    [Fact]
    public void Equals_a_sort_cut_off_whatever_comes()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 5000).Select(i => new object?[] { $"u{random.Next(9)}", random.Next(200) / 2.0, (long)i }).ToList();
        var sorted = new TransformHarness(new Sort(new() { By = ["score", "user desc"] }), binder => binder.IsBounded = true, Input);
        var run = Run(new() { N = 50, By = ["score", "user desc"] });

        foreach (var batch in rows.Chunk(333))
        {
            sorted.Feed(batch);
            run.Feed(batch);
        }

        Assert.Equal(sorted.End().Column("n").Take(50), run.End().Column("n"));
    }

    [Fact]
    public void Goes_on_from_a_checkpoint()
    {
        var options = new TopOptions { N = 2, By = ["score desc"], Key = ["user"] };
        var first = Run(options).Feed(["a", 1.0, 1L], ["a", 4.0, 2L], ["b", 1.0, 3L], ["a", 2.0, 4L]);

        var second = Run(options).Restore(first.Save());
        second.Account.In = second.Account.Held = 3;
        second.Feed(["a", 3.0, 5L], ["b", 1.0, 6L], ["b", 1.0, 7L]).End();

        Assert.Equal([2L, 5L, 3L, 6L], second.Column("n"));
    }

    [Fact]
    public void Keeps_the_first_rows_of_each_window_and_sends_them_when_the_watermark_has_passed_it()
    {
        var run = PerWindow(new() { N = 2, By = ["n desc"], Per = ["window_start"], Late = TopLate.Drop });

        run.Feed([At(0), "a", 3L], [At(60), "a", 9L], [At(0), "b", 5L], [At(0), "c", 4L]).Watermark(At(0));
        Assert.Equal((3, 1, 0), (run.Account.Held, run.Account.Filtered, run.Rows.Count));
        Assert.Equal(Timestamps.FromDateTime(At(0)), run.WatermarkOut);
        run.Watermark(At(60));

        Assert.Equal(["b", "c"], run.Column("user"));
        Assert.Equal(Timestamps.FromDateTime(At(60)), run.WatermarkOut);
        Assert.Equal(["b", "c", "a"], run.End().Column("user"));
        Assert.Equal((3, 0), (run.Account.Passed, run.Account.Held));
    }

    [Fact]
    public void Rows_of_one_window_and_key_compete()
    {
        var run = PerWindow(new() { N = 1, By = ["n desc"], Per = ["window_start"], Key = ["user"], Late = TopLate.Drop });

        run.Feed([At(60), "a", 1L], [At(0), "b", 3L], [At(0), "a", 2L], [At(60), "a", 5L], [At(0), "b", 4L]).End();

        Assert.Equal([2L, 4L, 5L], run.Column("n"));
    }

    [Fact]
    public void Rows_of_so_much_event_time_compete()
    {
        var run = PerWindow(new() { N = 1, By = ["n desc"], Tumbling = Duration.FromSeconds(60), Late = TopLate.Drop });

        run.Feed([At(5), "a", 1L], [At(59), "b", 3L], [At(60), "c", 2L]).Watermark(At(59.9));
        Assert.Empty(run.Rows);
        Assert.Equal(Timestamps.FromDateTime(At(0)), run.WatermarkOut);
        run.Watermark(At(60));

        Assert.Equal(["b"], run.Column("user"));
    }

    [Theory]
    [InlineData(TopLate.Drop)]
    [InlineData(TopLate.DeadLetter)]
    public void A_row_whose_window_has_left_is_late(TopLate late)
    {
        var run = PerWindow(new() { N = 1, By = ["n desc"], Tumbling = Duration.FromSeconds(60), Late = late });

        run.Feed([At(5), "a", 1L], [null, "n", 1L]).Watermark(At(60)).Feed([At(59), "b", 3L], [At(60), "c", 2L]).End();

        Assert.Equal(["a", "c"], run.Column("user"));
        Assert.Equal(late == TopLate.Drop ? 1 : 0, run.Account.Late);
        string[] reasons = ["'window_start', the event time, is null", "late, its window had left: the watermark was 2025-11-08T14:31:00.000Z"];
        Assert.Equal(late == TopLate.Drop ? reasons[..1] : reasons, run.Dead.Select(dead => dead.Reason));
    }

    [Fact]
    public void Windows_go_on_from_a_checkpoint()
    {
        var options = new TopOptions { N = 2, By = ["n desc"], Per = ["window_start"], Late = TopLate.Drop };
        var first = PerWindow(options).Feed([At(0), "a", 1L], [At(60), "b", 2L], [At(60), "c", 3L], [At(60), "d", 1L]).Watermark(At(60));

        var second = PerWindow(options).Restore(first.Save());
        second.Account.In = second.Account.Held = 2;
        second.Feed([At(60), "e", 9L], [At(0), "late", 9L]).End();

        Assert.Equal(["e", "c"], second.Column("user"));
        Assert.Equal(1, second.Account.Late);
    }

    [Fact]
    public void What_was_first_when_a_run_is_stopped_leaves()
    {
        var run = PerWindow(new() { N = 1, By = ["n desc"], Per = ["window_start"], Late = TopLate.Drop });

        Assert.Equal(["a"], run.Feed([At(0), "a", 1L]).Stop().Column("user"));
    }

    [Theory]
    [InlineData("(disorder + 1m) / 1m windows × 3 rows for each user in them", true)]
    [InlineData("windows within the disorder × 3 rows for each user in them", false)]
    public void Says_how_much_it_keeps(string state, bool tumbling)
    {
        var options = new TopOptions { N = 3, By = ["n"], Key = ["user"], Late = TopLate.Drop };

        var run = PerWindow(tumbling ? options with { Tumbling = Duration.FromSeconds(60) } : options with { Per = ["window_start"] });

        Assert.Equal((state, true), (run.Binder.StateBound, run.Binder.StateIsBounded));
    }

    private static TransformHarness PerWindow(TopOptions options) => new(new Top(options), Windows);

    private static DateTime At(double seconds) => new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc).AddSeconds(seconds);

    private static TransformHarness Run(TopOptions options) => new(new Top(options), binder => binder.IsBounded = true, Input);
}
