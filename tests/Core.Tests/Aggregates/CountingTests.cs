using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class CountingTests
{
    [Fact]
    public void Count_of_a_value_leaves_nulls_out() => Assert.Equal(2L, AggregateHarness.Of("count", ColumnType.String, "a", null, "a"));

    [Fact]
    public void Count_if_counts_only_what_is_true() => Assert.Equal(1L, AggregateHarness.Of("count_if", ColumnType.Bool, true, false, null));

    [Fact]
    public void Distinct_values_count_once_zeros_and_NaN_too()
    {
        var otherNaN = BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001);

        Assert.Equal(3L, AggregateHarness.Of("count_distinct", ColumnType.Float, 0.0, -0.0, double.NaN, otherNaN, 1.0, null));
        Assert.Equal(2L, AggregateHarness.Of("count_distinct", ColumnType.String, "a", "", "a", null));
        Assert.Equal(0L, AggregateHarness.Of("count_distinct", ColumnType.Int, [null]));
    }

    [Fact]
    public void Any_and_every_leave_nulls_out()
    {
        Assert.Equal(true, AggregateHarness.Of("any", ColumnType.Bool, false, null, true));
        Assert.Equal(false, AggregateHarness.Of("every", ColumnType.Bool, true, null, false));
        Assert.Equal(true, AggregateHarness.Of("every", ColumnType.Bool, true, null));
        Assert.Null(AggregateHarness.Of("any", ColumnType.Bool, [null]));
        Assert.Null(AggregateHarness.Of("every", ColumnType.Bool));
    }

    [Fact]
    public void What_does_not_fit_is_said_in_words()
    {
        Assert.Null(AggregateHarness.Find("mean").Resolve([ColumnType.String], [], out var problem));

        Assert.Equal("mean(value) takes a number or a duration, got string", problem);
    }
}
