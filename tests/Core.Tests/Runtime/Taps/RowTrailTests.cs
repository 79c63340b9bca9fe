using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Core.Tests.Runtime.Taps;

public sealed class RowTrailTests
{
    private static readonly Schema One = new([new("n", ColumnType.Int)]);

    private readonly RowTrail _trail = new(TimeProvider.System);

    [Fact]
    public void Has_the_last_rows_that_meet_a_condition_the_oldest_first()
    {
        Give(0, 10);
        Give(10, 10);

        Assert.Equal([14L, 16L, 18L], Numbers(3, n => n % 2 == 0));
        Assert.Equal([8L, 9L, 10L], Numbers(3, n => n <= 10));
        Assert.Empty(Numbers(3, n => n > 100));
    }

    [Fact]
    public void Holds_no_more_than_so_many_rows_and_lets_go_of_the_others()
    {
        var first = Give(0, 1000);
        for (var from = 1000; from < 20_000; from += 1000) Give(from, 1000);

        Assert.Throws<ObjectDisposedException>(first.Retain);
        var held = Numbers(100_000, _ => true);
        Assert.InRange(held.Count, RowTrail.MostRows - 1000, RowTrail.MostRows);
        Assert.Equal(19_999, held[^1]);
    }

    [Fact]
    public void Holds_the_last_batch_however_large_it_is()
    {
        Give(0, RowTrail.MostRows * 2);

        Assert.Single(Numbers(1, n => n == 0));
    }

    [Fact]
    public void Lets_go_of_everything_when_it_is_cleared()
    {
        var batch = Give(0, 10);

        _trail.Clear();

        Assert.Throws<ObjectDisposedException>(batch.Retain);
        Assert.Empty(Numbers(10, _ => true));
    }

    private List<long> Numbers(int most, Func<long, bool> are) => [.. _trail.Last(most, (batch, row) => are(batch.Ints(0)[row])).Select(row => (long)row.Values[0]!)];

    private Batch Give(int from, int rows)
    {
        var builder = new BatchBuilder(One);
        for (var n = from; n < from + rows; n++) builder.Row((long)n);
        var batch = builder.Build();
        _trail.Take("from", batch);
        batch.Release();
        return batch;
    }
}
