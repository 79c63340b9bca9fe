using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Tests.State;

public class RowOrderTests
{
    [Fact]
    public void Goes_by_time_then_partition_then_position_then_arrival()
    {
        RowOrder[] ordered =
        [
            new(1, "z", 9, 9), new(2, "A", 9, 9), new(2, "a", 1, 9), new(2, "a", 2, 1), new(2, "a", 2, 2), new(3, "", 0, 0),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    [Fact]
    public void Goes_by_arrival_where_rows_have_no_position()
    {
        var batch = new BatchBuilder(new Schema([new("n", ColumnType.Int)])).Row(1L).Build();

        Assert.True(RowOrder.Of(batch, 0, 5, 1).CompareTo(RowOrder.Of(batch, 0, 5, 2)) < 0);
    }
}
