using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public class UnionTests
{
    private static readonly Schema Left = new([new("time", ColumnType.Timestamp), new("n", ColumnType.Int), new("name", ColumnType.String)]) { EventTime = "time", Identity = ["time"] };
    private static readonly Schema Right = new([new("name", ColumnType.String), new("n", ColumnType.Float), new("time", ColumnType.Timestamp)]) { EventTime = "time" };
    private static readonly Schema Wider = new([new("time", ColumnType.Timestamp), new("n", ColumnType.Int), new("name", ColumnType.String), new("extra", ColumnType.Bool)]) { EventTime = "time" };

    [Fact]
    public void Matches_columns_by_name_and_widens_ints()
    {
        var run = new TransformHarness(new Union(new UnionOptions()), Left, Right);

        run.Feed(0, [DateTime.UnixEpoch, 1L, "a"], [DateTime.UnixEpoch, null, "b"]).Feed(1, ["c", 2.5, null]);

        Assert.Equal(["time", "n", "name"], run.Schema.Names);
        Assert.Equal([1.0, null, 2.5], run.Column("n"));
        Assert.Equal(["a", "b", "c"], run.Column("name"));
        Assert.Equal(("time", 3), (run.Schema.EventTime, run.Account.Passed));
    }

    [Fact]
    public void Rows_of_different_inputs_are_not_told_apart_by_their_columns()
    {
        Assert.Empty(new TransformHarness(new Union(new UnionOptions()), Left, Left).Schema.Identity);
    }

    [Fact]
    public void A_missing_column_is_null_where_that_is_said()
    {
        var run = new TransformHarness(new Union(new UnionOptions { Missing = MissingColumn.Null }), Left, Wider);

        run.Feed(1, [DateTime.UnixEpoch, 1L, "a", true]).Feed(0, [DateTime.UnixEpoch, 1L, "a"]);

        Assert.Equal([true, null], run.Column("extra"));
    }

    [Fact]
    public void A_missing_column_is_a_problem_otherwise()
    {
        var problem = Assert.Single(Problems(Left, Wider));

        Assert.Contains("'input0' has no column 'extra'", problem.Message);
    }

    [Fact]
    public void Refuses_types_that_differ_and_another_event_time()
    {
        var text = new Schema([new("time", ColumnType.Timestamp), new("n", ColumnType.String), new("name", ColumnType.String)]) { EventTime = "time" };

        Assert.Contains("'n' is string in 'input1', and int", Assert.Single(Problems(Left, text)).Message);
        Assert.Contains("'time', that of 'input1' none", Assert.Single(Problems(Left, new Schema(Left.Fields))).Message);
    }

    private static IReadOnlyList<Problem> Problems(params Schema[] inputs)
    {
        var problems = TransformHarness.ProblemsOf(new Union(new UnionOptions()), inputs).All;
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.UnionDiffers, problem.Code));
        return problems;
    }
}
