using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class ExtremeTests
{
    [Fact]
    public void NaN_is_greater_than_every_number()
    {
        object?[] values = [double.NaN, 3.0, double.PositiveInfinity, null, -1.0, double.NaN];

        Assert.Equal(-1.0, AggregateHarness.Of("min", ColumnType.Float, values));
        Assert.Equal(double.NaN, AggregateHarness.Of("max", ColumnType.Float, values));
        Assert.Equal(double.NaN, AggregateHarness.Of("min", ColumnType.Float, double.NaN, null));
    }

    [Fact]
    public void Zero_has_no_sign_whichever_came_first()
    {
        foreach (var values in new object?[][] { [-0.0, 0.0], [0.0, -0.0], [-0.0] })
            Assert.Equal(0L, BitConverter.DoubleToInt64Bits((double)AggregateHarness.Of("min", ColumnType.Float, values)!));
    }

    [Fact]
    public void Ints_times_and_texts_keep_their_type()
    {
        var early = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        Assert.Equal(long.MinValue, AggregateHarness.Of("min", ColumnType.Int, 3L, long.MinValue, long.MaxValue));
        Assert.Equal(early, AggregateHarness.Of("min", ColumnType.Timestamp, early.AddDays(1), early));
        Assert.Equal("é", AggregateHarness.Of("max", ColumnType.String, "a", "é", null, "zz"));
        Assert.Equal("", AggregateHarness.Of("min", ColumnType.String, "a", "", "zz"));
    }

    [Fact]
    public void Nothing_has_no_extreme()
    {
        Assert.Null(AggregateHarness.Of("min", ColumnType.Float, [null]));
        Assert.Null(AggregateHarness.Of("max", ColumnType.Int));
        Assert.Null(AggregateHarness.Of("max", ColumnType.String, [null]));
    }
}
