using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime.Taps;

public sealed class TapByKindTests
{
    private static readonly Schema One = new([new("kind", ColumnType.String), new("n", ColumnType.Int)]);

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_flood_of_one_kind_does_not_wash_away_another()
    {
        var tap = Open();

        Give(tap, [("rare", 1)]);
        for (var second = 0; second < 100; second++)
        {
            Give(tap, [.. Enumerable.Range(0, 1000).Select(n => ("flood", n))]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("rare", tap.After(0)[0].Values[0]);
        Assert.Equal(4, tap.After(0).Count);
        Assert.Equal(100_001, tap.Seen);
    }

    [Fact]
    public void Of_each_kind_the_newest_are_kept_at_most_so_many_a_second()
    {
        var tap = Open();

        Give(tap, [.. Enumerable.Range(0, 10).Select(n => ("a", n))]);
        var first = tap.After(0).Select(row => (long)row.Values[1]!).ToList();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Give(tap, [("a", 100), ("a", 101)]);

        Assert.Equal([0, 1], first);
        Assert.Equal([1L, 100L, 101L], tap.After(0).Select(row => (long)row.Values[1]!));
        Assert.Equal([101L], tap.After(tap.After(0)[1].Id).Select(row => (long)row.Values[1]!));
    }

    [Fact]
    public void Kinds_beyond_so_many_are_only_counted()
    {
        var tap = Open();

        Give(tap, [("a", 1), ("b", 2), ("c", 3), ("a", 4)]);

        Assert.Equal(["a", "b", "a"], tap.After(0).Select(row => (string)row.Values[0]!));
        Assert.Equal(4, tap.Seen);
    }

    private TapByKind Open() => new(new TapByKindOptions((batch, row) => (string)batch["kind"].Boxed(row)!, RowsPerSecond: 2, Kept: 3, Kinds: 2), _clock);

    private static void Give(TapByKind tap, IReadOnlyList<(string Kind, int N)> rows)
    {
        var builder = new BatchBuilder(One);
        foreach (var (kind, n) in rows) builder.Row(kind, (long)n);
        var batch = builder.Build();
        tap.Take("from", batch);
        batch.Release();
    }
}
