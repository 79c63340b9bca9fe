using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public class FilterTests
{
    private static readonly Schema Input = new([new("n", ColumnType.Int), new("x", ColumnType.Float)]) { EventTime = null };

    [Fact]
    public void Keeps_rows_that_meet_the_condition_in_their_order()
    {
        var run = Run("x > 1");

        run.Feed([1L, 2.0], [2L, 1.0], [3L, double.NaN], [4L, 1.5]);

        Assert.Equal([1L, 4L], run.Column("n"));
        Assert.Equal((2, 2), (run.Account.Passed, run.Account.Filtered));
    }

    [Fact]
    public void A_condition_that_is_null_is_not_met()
    {
        var run = Run("not (x > 1)");

        run.Feed([1L, null], [2L, 0.0]);

        Assert.Equal([2L], run.Column("n"));
    }

    [Fact]
    public void Sends_a_batch_on_as_it_is_when_every_row_passes()
    {
        var batch = new BatchBuilder(Input).Row(1L, 2.0).Row(2L, 3.0).Build();
        var output = new RememberingOutput();
        var filter = new Filter(new FilterOptions { Condition = new("x > 1") });
        filter.Bind(new TransformBinding(new TestBinder(), [Input], ["input"]));

        filter.OnBatch(batch, output);

        Assert.Same(batch, Assert.Single(output.Batches));
    }

    [Fact]
    public void Sends_nothing_when_no_row_passes()
    {
        var run = Run("x > 1");

        run.Feed([1L, 0.0], [2L, null]);

        Assert.Empty(run.BatchSizes);
    }

    private static TransformHarness Run(string condition) => new(new Filter(new FilterOptions { Condition = new(condition) }), Input);
}
