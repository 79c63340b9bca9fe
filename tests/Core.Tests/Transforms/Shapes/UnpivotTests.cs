using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Shapes;

namespace StreamGuard.Core.Tests.Transforms.Shapes;

public class UnpivotTests
{
    private static readonly Schema Input = new([new("total", ColumnType.Int), new("user", ColumnType.String), new("rate", ColumnType.Float)]);

    [Fact]
    public void Makes_a_row_of_each_column_in_the_order_listed()
    {
        var run = new TransformHarness(new Unpivot(new() { Columns = ["rate", "total"], Name = "feature" }), Input).Feed([3L, "a", 0.5], [4L, "b", null]);

        Assert.Equal("user: string, feature: string, value: float", run.Schema.ToString());
        Assert.Equal([["a", "rate", 0.5], ["a", "total", 3.0], ["b", "rate", null], ["b", "total", 4.0]], run.Rows);
        Assert.Equal((2, 4), (run.Account.Aggregated, run.Account.Made));
    }

    [Fact]
    public void Leaves_nulls_out_where_told_to()
    {
        var run = new TransformHarness(new Unpivot(new() { Columns = ["rate"], Nulls = NullValues.Drop }), Input).Feed([3L, "a", 0.5], [4L, "b", null]);

        Assert.Equal([[3L, "a", "rate", 0.5]], run.Rows);
        Assert.Equal(1, run.Account.Filtered);
    }

    [Fact]
    public void Columns_of_one_type_keep_it()
    {
        var run = new TransformHarness(new Unpivot(new() { Columns = ["user"], Value = "text" }), Input).Feed([3L, "a", 0.5]);

        Assert.Equal("total: int, rate: float, name: string, text: string", run.Schema.ToString());
    }
}
