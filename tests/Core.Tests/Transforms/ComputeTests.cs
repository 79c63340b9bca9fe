using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public class ComputeTests
{
    private static readonly Schema Input = new([new("time", ColumnType.Timestamp), new("a", ColumnType.Float), new("b", ColumnType.Float)])
    {
        EventTime = "time",
        Identity = ["time", "a"],
    };

    [Fact]
    public void Adds_columns_in_the_order_written()
    {
        var run = Run(("sum", "a + b"), ("difference", "a - b"));

        run.Feed([DateTime.UnixEpoch, 3.0, 1.0], [DateTime.UnixEpoch, null, 1.0]);

        Assert.Equal(["time", "a", "b", "sum", "difference"], run.Schema.Names);
        Assert.Equal([4.0, null], run.Column("sum"));
        Assert.Equal([2.0, null], run.Column("difference"));
        Assert.Equal(2, run.Account.Passed);
    }

    [Fact]
    public void Later_columns_may_use_earlier_ones()
    {
        var run = Run(("sum", "a + b"), ("plain", "b * 2"), ("twice", "sum * 2"), ("mixed", "twice + plain"));

        run.Feed([DateTime.UnixEpoch, 3.0, 1.0]);

        Assert.Equal([4.0, 2.0, 8.0, 10.0], run.Rows[0][3..]);
    }

    [Fact]
    public void A_name_that_exists_is_replaced_in_its_place_and_seen_so_from_there_on()
    {
        var run = Run(("before", "a"), ("a", "a + 1"), ("after", "a"));

        run.Feed([DateTime.UnixEpoch, 3.0, 1.0]);

        Assert.Equal(["time", "a", "b", "before", "after"], run.Schema.Names);
        Assert.Equal([4.0, 1.0, 3.0, 4.0], run.Rows[0][1..]);
    }

    [Fact]
    public void A_column_under_another_name_is_released_once_by_each()
    {
        var run = Run(("a", "a"), ("c", "a"), ("d", "b"));
        var batch = new BatchBuilder(Input).Row(DateTime.UnixEpoch, 3.0, 1.0).Build();
        batch.Retain();

        run.Feed(0, batch);

        // The harness released its hold and what was emitted; the values are still there for this one.
        Assert.Equal(3.0, batch.Floats(1)[0]);
        batch.Release();
        Assert.Throws<ObjectDisposedException>(batch.Retain);
    }

    [Fact]
    public void Event_time_and_identity_stay_unless_replaced()
    {
        var kept = Run(("c", "a"));
        var replaced = Run(("a", "b"));

        Assert.Equal(("time", 2), (kept.Schema.EventTime, kept.Schema.Identity.Count));
        Assert.Equal(("time", 0), (replaced.Schema.EventTime, replaced.Schema.Identity.Count));
    }

    [Fact]
    public void The_event_time_cannot_be_replaced()
    {
        Assert.Equal([ProblemCodes.EventTimeReplaced], Codes(("time", "time")));
    }

    [Fact]
    public void Tells_every_problem_once_and_not_again_where_it_is_built_on()
    {
        Assert.Equal([ProblemCodes.UnknownColumn, ProblemCodes.UnknownColumn], Codes(("x", "nothing + 1"), ("y", "x * 2"), ("z", "none")));
    }

    private static TransformHarness Run(params (string Name, string Text)[] columns) => new(new Compute(Options(columns)), Input);

    private static IEnumerable<string> Codes(params (string Name, string Text)[] columns) =>
        TransformHarness.ProblemsOf(new Compute(Options(columns)), Input).All.Select(problem => problem.Code);

    private static ComputeOptions Options((string Name, string Text)[] columns) => new()
    {
        Columns = new OrderedDictionary<string, ExpressionText>(columns.Select(each => KeyValuePair.Create(each.Name, new ExpressionText(each.Text)))),
    };
}
