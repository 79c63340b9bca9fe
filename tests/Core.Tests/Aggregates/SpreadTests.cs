using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class SpreadTests
{
    [Fact]
    public void Sample_and_population_differ_by_one_in_the_divisor()
    {
        object?[] values = [2.0, 4.0, null, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];

        AggregateHarness.AssertClose(32.0 / 7, AggregateHarness.Of("variance", ColumnType.Float, values));
        AggregateHarness.AssertClose(Math.Sqrt(32.0 / 7), AggregateHarness.Of("stddev", ColumnType.Float, values));
        AggregateHarness.AssertClose(4.0, AggregateHarness.Of("variance_pop", ColumnType.Float, values));
        AggregateHarness.AssertClose(2.0, AggregateHarness.Of("stddev_pop", ColumnType.Float, values));
    }

    [Fact]
    public void One_value_has_a_spread_only_as_a_population()
    {
        Assert.Null(AggregateHarness.Of("stddev", ColumnType.Int, 5L));
        Assert.Equal(0.0, AggregateHarness.Of("stddev_pop", ColumnType.Int, 5L));
        Assert.Null(AggregateHarness.Of("variance_pop", ColumnType.Int, [null]));
    }

    [Fact]
    public void Equal_values_have_a_spread_of_exactly_0() =>
        Assert.Equal(0.0, AggregateHarness.Of("stddev", ColumnType.Float, Enumerable.Repeat((object?)0.1, 1000).ToArray()));

    [Fact]
    public void A_large_mean_does_not_swallow_a_small_spread() =>
        AggregateHarness.AssertClose(30.0, AggregateHarness.Of("variance", ColumnType.Float, 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16));

    [Fact]
    public void Merging_cells_is_the_same_as_one_cell()
    {
        (double, object?)[] rows = [(0, 1.5), (1, -2.0), (2, 8.25), (3, 0.125), (4, 8.25)];

        foreach (var name in new[] { "variance", "sum", "mean", "min", "max", "slope", "count", "count_distinct", "median", "first", "last", "delta", "rate" })
            for (var cut = 0; cut <= rows.Length; cut++)
                AggregateHarness.AssertClose(
                    AggregateHarness.OfTimed(name, ColumnType.Float, [], rows),
                    AggregateHarness.Merged(name, ColumnType.Float, into: rows[cut..], from: rows[..cut]));
    }
}
