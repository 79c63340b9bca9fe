using StreamGuard.Contracts;
using StreamGuard.Core.Transforms.Windows;
using static StreamGuard.Core.Tests.Transforms.Windows.WindowSetup;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class SpansTests
{
    [Theory]
    [InlineData(10, 0, 10, 10)]
    [InlineData(19, 0, 10, 10)]
    [InlineData(-1, 0, 10, -10)]
    [InlineData(12, 3, 10, 3)]
    [InlineData(2, 3, 10, -7)]
    [InlineData(2, -7, 10, -7)]
    [InlineData(2, 13, 10, -7)]
    public void Starts_are_aligned_to_the_epoch_plus_the_offset(long time, long offset, long size, long start) =>
        Assert.Equal(start, new Spans(size, size, offset).LatestStart(time, out _));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue + 1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public void Nothing_overflows_at_the_ends_of_time(long time)
    {
        foreach (var size in new[] { 1L, 1_000_000, long.MaxValue / 2, long.MaxValue })
        {
            var spans = new Spans(size, size, size / 3);
            var start = spans.LatestStart(time, out var next);

            Assert.True(start <= time && next >= time && (spans.EndOf(start) > start || start == long.MaxValue));
            Assert.True(spans.EarliestOpen(time, size) <= time);
        }
    }

    [Fact]
    public void Rows_at_the_ends_of_time_are_counted_and_leave_at_the_end()
    {
        var window = Harness(Tumbling(7) with { Key = [] });
        var column = new BatchBuilder(Readings);
        foreach (var time in new[] { long.MinValue, long.MinValue + 5, 0, long.MaxValue - 1, long.MaxValue })
        {
            column.Text(0).Append("a");
            column.Ints(1).Append(time);
            column.Floats(2).Append(1);
        }

        window.Feed(0, column.Build()).End();

        Assert.Equal(5L, window.Column("n").Sum(each => (long)each!));
        Assert.Equal(5, window.Account.Aggregated);
    }
}
