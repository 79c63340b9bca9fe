using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

/// <summary>first, last, delta, rate, slope and collect, which look at event time.</summary>
public class TimedAggregateTests
{
    [Fact]
    public void First_and_last_go_by_event_time_and_equal_times_by_arrival()
    {
        (double, object?)[] rows = [(5, "e"), (1, "b"), (1, "c"), (9, null), (7, "y"), (7, "z")];

        Assert.Equal("b", AggregateHarness.OfTimed("first", ColumnType.String, [], rows));
        Assert.Equal("z", AggregateHarness.OfTimed("last", ColumnType.String, [], rows));

        (double, object?)[] values = [(5, 5L), (1, 2L), (1, 3L), (9, null), (7, 8L), (7, 9L)];

        Assert.Equal(2L, AggregateHarness.OfTimed("first", ColumnType.Int, [], values));
        Assert.Equal(9L, AggregateHarness.OfTimed("last", ColumnType.Int, [], values));
        Assert.Equal(true, AggregateHarness.OfTimed("last", ColumnType.Bool, [], (2, true), (1, false)));
    }

    [Fact]
    public void Rows_merged_in_came_before_those_of_the_same_time()
    {
        Assert.Equal("old", AggregateHarness.Merged("first", ColumnType.String, into: [(1, "new")], from: [(1, "old")]));
        Assert.Equal("new", AggregateHarness.Merged("last", ColumnType.String, into: [(1, "new")], from: [(1, "old")]));
        Assert.Equal(1.5, AggregateHarness.Merged("first", ColumnType.Float, into: [(1, 2.5)], from: [(1, 1.5)]));
        Assert.Equal(2.5, AggregateHarness.Merged("last", ColumnType.Float, into: [(1, 2.5)], from: [(1, 1.5)]));
    }

    [Fact]
    public void Delta_and_rate_go_from_the_first_to_the_last()
    {
        (double, object?)[] rows = [(4, 10L), (2, 30L), (10, -2L)];

        Assert.Equal(-32L, AggregateHarness.OfTimed("delta", ColumnType.Int, [], rows));
        Assert.Equal(-4.0, AggregateHarness.OfTimed("rate", ColumnType.Int, [], rows));
        Assert.Null(AggregateHarness.OfTimed("rate", ColumnType.Int, [], (1, 5L), (1, 7L)));
        Assert.Null(AggregateHarness.OfTimed("delta", ColumnType.Int, [], (1, long.MinValue), (2, long.MaxValue)));
    }

    [Fact]
    public void Slope_is_that_of_the_line_and_null_at_one_instant()
    {
        AggregateHarness.AssertClose(2.5, AggregateHarness.OfTimed("slope", ColumnType.Float, [], (1e9, 10.0), (1e9 + 4, 20.0), (1e9 + 2, 15.0)));
        AggregateHarness.AssertClose(13.6 / 17.2, AggregateHarness.Of("slope", ColumnType.Int, 1L, 3L, 2L, null, 5L, 5L));
        Assert.Null(AggregateHarness.OfTimed("slope", ColumnType.Float, [], (3, 1.0), (3, 2.0)));
        Assert.Null(AggregateHarness.Of("slope", ColumnType.Float, 1.0));
    }

    [Fact]
    public void Collect_lists_by_event_time_and_leaves_nulls_out()
    {
        Assert.Equal(new object?[] { 1.0, 2.0, 3.0 }, AggregateHarness.OfTimed("collect", ColumnType.Float, [], (2, 2.0), (1, 1.0), (2, 3.0), (5, null)));
        Assert.Equal(new object?[] { "old", "new" }, AggregateHarness.Merged("collect", ColumnType.String, into: [(1, "new")], from: [(1, "old")]));
        Assert.Equal(new object?[] { 1L, 2L }, AggregateHarness.Merged("collect", ColumnType.Int, into: [(1, 2L)], from: [(1, 1L)]));
        Assert.Null(AggregateHarness.Of("collect", ColumnType.Bool, [null]));
    }
}
