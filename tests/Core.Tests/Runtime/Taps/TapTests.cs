using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime.Taps;

public sealed class TapTests
{
    private static readonly Schema One = new([new("n", ColumnType.Int), new("text", ColumnType.String)]);

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Takes_so_many_rows_a_second_and_counts_the_others()
    {
        using var tap = Open(new TapOptions(RowsPerSecond: 10, Kept: 100));

        Give(tap, 1000);
        var first = tap.Newest;
        Give(tap, 1000);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Give(tap, 1000);
        _clock.Advance(TimeSpan.FromHours(1));
        Give(tap, 1000);

        Assert.Equal(10, first);
        Assert.Equal(10 + 5 + 10, tap.Newest);
        Assert.Equal(4000, tap.Seen);
    }

    [Fact]
    public void What_it_takes_of_a_batch_is_spread_over_it()
    {
        using var tap = Open(new TapOptions(RowsPerSecond: 4, Kept: 100));

        Give(tap, 1000);

        Assert.Equal([0L, 250L, 500L, 750L], tap.After(0).Select(row => (long)row.Values[0]!));
    }

    [Fact]
    public void Keeps_the_newest_however_slowly_it_is_read()
    {
        using var tap = Open(new TapOptions(RowsPerSecond: 1000, Kept: 3));

        Give(tap, 10);

        Assert.Equal([8L, 9L, 10L], tap.After(0).Select(row => row.Id));
        Assert.Equal([10L], tap.After(9).Select(row => row.Id));
        Assert.Empty(tap.After(10));
    }

    [Fact]
    public void Takes_the_first_rows_without_a_gap_where_it_is_to()
    {
        using var tap = Open(new TapOptions(RowsPerSecond: 1, Kept: 5) { TakesFirst = true });

        Give(tap, 3);
        Give(tap, 3);

        Assert.Equal([0L, 1L, 2L, 0L, 1L], tap.After(0).Select(row => (long)row.Values[0]!));
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        using var tap = Open(new TapOptions(RowsPerSecond: 10, Kept: 10) { LongestText = 2 });

        Give(tap, 1);

        Assert.Equal("te…", tap.After(0)[0].Values[1]);
    }

    private Tap Open(TapOptions options) => new PipelineTaps(_clock).Open((_, _) => true, options);

    private static void Give(Tap tap, int rows)
    {
        var builder = new BatchBuilder(One);
        for (var row = 0; row < rows; row++) builder.Row((long)row, "text");
        var batch = builder.Build();
        tap.Take("from", batch);
        batch.Release();
    }
}
