using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class SummingTests
{
    [Fact]
    public void Sums_of_floats_lose_nothing_to_rounding() =>
        Assert.Equal(2.0, AggregateHarness.Of("sum", ColumnType.Float, 1.0, 1e100, 1.0, -1e100));

    [Fact]
    public void Sums_and_means_do_not_depend_on_order()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 1000).Select(_ => (object?)(random.NextDouble() * Math.Pow(10, random.Next(-8, 9)))).ToArray();
        var shuffled = values.ToArray();
        random.Shuffle(shuffled);

        foreach (var name in new[] { "sum", "mean", "stddev" })
            AggregateHarness.AssertClose(AggregateHarness.Of(name, ColumnType.Float, values), AggregateHarness.Of(name, ColumnType.Float, shuffled));
    }

    [Fact]
    public void Nulls_are_left_out_and_nothing_but_nulls_gives_null()
    {
        Assert.Equal(3.0, AggregateHarness.Of("sum", ColumnType.Float, 1.0, null, 2.0));
        Assert.Equal(1.5, AggregateHarness.Of("mean", ColumnType.Float, 1.0, null, 2.0));
        Assert.Null(AggregateHarness.Of("sum", ColumnType.Float, null, null));
        Assert.Null(AggregateHarness.Of("mean", ColumnType.Int));
    }

    [Fact]
    public void Ints_are_summed_exactly_as_far_as_the_result_fits()
    {
        Assert.Equal(long.MaxValue, AggregateHarness.Of("sum", ColumnType.Int, long.MaxValue, long.MaxValue, -long.MaxValue));
        Assert.Null(AggregateHarness.Of("sum", ColumnType.Int, long.MaxValue, 1L));
        Assert.Equal((double)long.MaxValue, AggregateHarness.Of("mean", ColumnType.Int, long.MaxValue, long.MaxValue));
    }

    [Fact]
    public void Durations_sum_to_a_duration() => Assert.Equal(
        Duration.FromSeconds(5),
        AggregateHarness.Of("sum", ColumnType.Duration, Duration.FromSeconds(2), Duration.FromSeconds(3)));

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1e300)]
    [InlineData(3.3e-300)]
    public void The_mean_of_equal_values_is_that_value(double value) =>
        Assert.Equal(value, AggregateHarness.Of("mean", ColumnType.Float, Enumerable.Repeat((object?)value, 7).ToArray()));

    [Fact]
    public void Infinities_and_NaN_show()
    {
        Assert.Equal(double.PositiveInfinity, AggregateHarness.Of("sum", ColumnType.Float, 1.0, double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, AggregateHarness.Of("mean", ColumnType.Float, 1.0, double.PositiveInfinity));
        Assert.Equal(double.NaN, AggregateHarness.Of("sum", ColumnType.Float, double.NegativeInfinity, double.PositiveInfinity));
        Assert.Equal(double.NaN, AggregateHarness.Of("mean", ColumnType.Float, 1.0, double.NaN));
    }
}
