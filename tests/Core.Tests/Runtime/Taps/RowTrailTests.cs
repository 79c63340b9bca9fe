using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime.Taps;

public sealed class RowTrailTests
{
    private static readonly Schema One = new([new("n", ColumnType.Int)]);

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly RowTrail _trail;

    public RowTrailTests() => _trail = new RowTrail(_clock);

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
    public void Of_a_fast_stream_it_holds_the_newest_batch_and_some_before_it()
    {
        var batches = new List<Batch>();
        for (var from = 0; from < 100_000; from += 1000)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            batches.Add(Give(from, 1000));
        }

        Assert.Equal(99_999, Numbers(1, _ => true)[0]);
        Assert.Throws<ObjectDisposedException>(batches[^2].Retain);
        var held = Numbers(100_000, _ => true);
        Assert.InRange(held.Count, 2000, RowTrail.MostRows + 1000);
        Assert.True(held[0] < 90_000 && held[^1001] > 90_000, $"before the newest batch it has {held[0]} to {held[^1001]}");
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
