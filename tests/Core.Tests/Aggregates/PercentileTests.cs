using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class PercentileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.95, 3.85)]
    [InlineData(1, 4)]
    public void Lies_linearly_between_neighbours(double share, double expected) =>
        AggregateHarness.AssertClose(expected, AggregateHarness.OfConstants("percentile", ColumnType.Float, [share], [4.0, 1.0, null, 3.0, 2.0]));

    [Fact]
    public void Median_is_the_middle_or_between_the_two()
    {
        Assert.Equal(3.0, AggregateHarness.Of("median", ColumnType.Int, 9L, 1L, 3L));
        Assert.Equal(2.0, AggregateHarness.Of("median", ColumnType.Int, 9L, 1L, 3L, 0L));
        Assert.Null(AggregateHarness.Of("median", ColumnType.Float, [null]));
    }

    [Fact]
    public void NaN_sorts_last_and_infinities_stay()
    {
        Assert.Equal(1.0, AggregateHarness.Of("median", ColumnType.Float, double.NaN, 1.0, 0.0));
        Assert.Equal(double.NaN, AggregateHarness.OfConstants("percentile", ColumnType.Float, [1.0], [double.NaN, 1.0, 0.0]));
        Assert.Equal(double.PositiveInfinity, AggregateHarness.Of("median", ColumnType.Float, double.PositiveInfinity, double.PositiveInfinity));
    }

    [Fact]
    public void A_share_beyond_0_to_1_is_refused()
    {
        Assert.Null(AggregateHarness.Find("percentile").Resolve([ColumnType.Float], [95.0], out var problem));

        Assert.Equal("the share of percentile(value, share) must be from 0 to 1, got 95", problem);
    }
}
