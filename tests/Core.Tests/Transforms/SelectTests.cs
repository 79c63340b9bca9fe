using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public class SelectTests
{
    private static readonly Schema Input = new([new("time", ColumnType.Timestamp), new("a", ColumnType.Float), new("Tot sum", ColumnType.Int)])
    {
        EventTime = "time",
        Identity = ["time"],
    };

    [Fact]
    public void Keeps_the_columns_listed_in_their_order()
    {
        var run = Run(new SelectOptions { Columns = ["Tot sum", "time"] });

        run.Feed([DateTime.UnixEpoch, 3.0, 1L]);

        Assert.Equal([1L, DateTime.UnixEpoch], run.Rows[0]);
        Assert.Equal(1, run.Account.Passed);
    }

    [Fact]
    public void Keeps_all_but_those_to_drop()
    {
        var run = Run(new SelectOptions { Drop = ["a"] });

        run.Feed([DateTime.UnixEpoch, 3.0, 1L]);

        Assert.Equal(["time", "Tot sum"], run.Schema.Names);
        Assert.Equal([DateTime.UnixEpoch, 1L], run.Rows[0]);
    }

    [Fact]
    public void Makes_columns_of_expressions_behind_those_kept()
    {
        var run = Run(new SelectOptions { Columns = ["a"], As = As(("total", "[Tot sum] + 1"), ("same", "a")) });

        run.Feed([DateTime.UnixEpoch, 3.0, 1L]);

        Assert.Equal(["a", "total", "same"], run.Schema.Names);
        Assert.Equal([3.0, 2L, 3.0], run.Rows[0]);
    }

    [Fact]
    public void Rows_that_are_revised_keep_what_tells_them_apart()
    {
        var revised = new Schema([new("n", ColumnType.Int), new("revision", ColumnType.Int), new("is_final", ColumnType.Bool)]) { IsUpdating = true };

        Assert.Empty(ProblemsOf(new SelectOptions { Columns = ["is_final", "revision"] }));
        Assert.Equal(["SG530"], ProblemsOf(new SelectOptions { Columns = ["n", "revision"] }));
        Assert.Equal(["SG530"], ProblemsOf(new SelectOptions { Drop = ["revision"] }));
        Assert.Equal(["SG530"], ProblemsOf(new SelectOptions { Columns = ["revision"], As = As(("is_final", "true")) }));

        IEnumerable<string> ProblemsOf(SelectOptions options) => TransformHarness.ProblemsOf(new Select(options), revised).All.Select(problem => problem.Code);
    }

    [Fact]
    public void Event_time_and_identity_stay_with_their_columns()
    {
        var kept = Run(new SelectOptions { Columns = ["time"] }).Schema;
        var lost = Run(new SelectOptions { Columns = ["a"] }).Schema;

        Assert.Equal(("time", 1), (kept.EventTime, kept.Identity.Count));
        Assert.Equal((null, 0), (lost.EventTime, lost.Identity.Count));
    }

    [Theory]
    [InlineData("time", "at")]
    [InlineData(" [time] ", "at")]
    [InlineData("date_trunc('second', time)", "at")]
    [InlineData("coalesce(time, time)", null)]
    public void Event_time_follows_when_its_column_gets_another_name(string text, string? expected)
    {
        var run = Run(new SelectOptions { As = As(("at", text)) });

        Assert.Equal(expected, run.Schema.EventTime);
    }

    [Fact]
    public void The_watermark_is_cut_as_the_event_time_is()
    {
        var cut = new Select(new SelectOptions { As = As(("at", "date_trunc('second', time)")) });
        var kept = new Select(new SelectOptions { As = As(("at", "time")) });
        Assert.Equal("at", new TransformHarness(cut, Input).Schema.EventTime);
        Assert.Equal("at", new TransformHarness(kept, Input).Schema.EventTime);

        Assert.Equal((7_000_000, 7_900_000), (cut.OnWatermark(7_900_000, null!), kept.OnWatermark(7_900_000, null!)));
        Assert.Equal((long.MaxValue, long.MinValue), (cut.OnWatermark(long.MaxValue, null!), cut.OnWatermark(long.MinValue, null!)));
    }

    [Fact]
    public void Refuses_two_columns_of_one_name()
    {
        Assert.Equal([ProblemCodes.ColumnTwice], Codes(new SelectOptions { Columns = ["a"], As = As(("a", "a + 1")) }));
        Assert.Equal([ProblemCodes.ColumnTwice], Codes(new SelectOptions { Columns = ["a", "a"] }));
    }

    [Fact]
    public void Refuses_to_keep_and_to_drop_at_once_and_to_keep_nothing()
    {
        Assert.Equal([ProblemCodes.SelectContradicts], Codes(new SelectOptions { Columns = ["a"], Drop = ["time"] }));
        Assert.Equal([ProblemCodes.SelectContradicts], Codes(new SelectOptions()));
        Assert.Equal([ProblemCodes.SelectContradicts], Codes(new SelectOptions { Drop = ["time", "a", "Tot sum"] }));
    }

    [Fact]
    public void Refuses_columns_that_are_not_there()
    {
        Assert.Equal(["column", "column"], Codes(new SelectOptions { Columns = ["b", "a", "c"] }));
        Assert.Equal(["column"], Codes(new SelectOptions { Drop = ["b"] }));
    }

    private static TransformHarness Run(SelectOptions options) => new(new Select(options), Input);

    private static IEnumerable<string> Codes(SelectOptions options) =>
        TransformHarness.ProblemsOf(new Select(options), Input).All.Select(problem => problem.Code);

    private static OrderedDictionary<string, ExpressionText> As(params (string Name, string Text)[] columns) =>
        new(columns.Select(each => KeyValuePair.Create(each.Name, new ExpressionText(each.Text))));
}
