using StreamGuard.Contracts;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Testing;

public class RowMatcherTests
{
    private static readonly RowComparer Comparer = new(1e-9);

    [Fact]
    public void Finds_a_pairing_where_a_vague_row_could_take_anothers()
    {
        ExpectedRow[] expected = [Row((0, 1L)), Row((0, 1L), (1, 10.0))];
        object?[][] came = [[1L, 10.0], [1L, 20.0]];

        var matches = RowMatcher.Match(expected, came, ordered: false, Comparer);

        Assert.Equal([1, 0], matches);
    }

    [Fact]
    public void Takes_rows_in_any_order_unless_asked()
    {
        ExpectedRow[] expected = [Row((0, 1L)), Row((0, 2L))];
        object?[][] came = [[2L], [1L]];

        var any = RowMatcher.Match(expected, came, ordered: false, Comparer);
        var ordered = RowMatcher.Match(expected, came, ordered: true, Comparer);

        Assert.Equal([1, 0], any);
        Assert.Equal([-1, -1], ordered);
    }

    [Theory]
    [InlineData(1000.0, 1000.0000005, true)]
    [InlineData(1000.0, 1000.00001, false)]
    [InlineData(0.0, 5e-10, true)]
    [InlineData(0.0, 5e-9, false)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1.0, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    public void Compares_floats_by_share_above_one_and_by_distance_below(double expected, double actual, bool same) =>
        Assert.Equal(same, Comparer.SameValue(expected, actual));

    [Fact]
    public void Tells_null_from_every_value()
    {
        Assert.True(Comparer.SameValue(null, null));
        Assert.False(Comparer.SameValue(null, 0L));
        Assert.False(Comparer.SameValue("", null));
    }

    private static ExpectedRow Row(params (int Column, object? Value)[] cells) =>
        new(default, [.. cells.Select(cell => new ExpectedCell(cell.Column, cell.Value, default))]);
}
