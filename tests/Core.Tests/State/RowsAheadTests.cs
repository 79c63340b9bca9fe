using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Tests.State;

public class RowsAheadTests
{
    private static readonly Schema Rows = new([new Field("time", ColumnType.Timestamp), new Field("id", ColumnType.String)]) { EventTime = "time" };

    [Fact]
    public void Hands_out_what_is_before_the_watermark_and_keeps_the_rest()
    {
        var ahead = New();
        Assert.True(ahead.TryAdd(Batch((1, "a"), (2, "a"), (2, "b")), long.MinValue));
        Assert.True(ahead.TryAdd(Batch((2, "c"), (3, "a")), long.MinValue));

        Assert.Equal(["1 a"], Take(ahead, 2));
        Assert.Equal(4, ahead.Count);
        Assert.Equal(["2 a", "2 b", "2 c"], Take(ahead, 3));
        Assert.Empty(Take(ahead, 3));
        Assert.Equal(["3 a"], Take(ahead, long.MaxValue));
        Assert.Equal(0, ahead.Count);
    }

    [Fact]
    public void Refuses_what_is_not_in_order_or_late()
    {
        Assert.False(New().TryAdd(Batch((2, "a"), (1, "a")), long.MinValue));
        Assert.False(New().TryAdd(Batch((2, "b"), (2, "a")), long.MinValue));
        Assert.False(New().TryAdd(Batch((2, "b")), watermark: 3));
        var ahead = New();
        Assert.True(ahead.TryAdd(Batch((2, "b")), long.MinValue));
        Assert.False(ahead.TryAdd(Batch((2, "a")), long.MinValue));
        Assert.Equal(1, ahead.Count);
    }

    [Fact]
    public void Gives_its_rows_to_what_orders_them()
    {
        var (ahead, ordered) = (New(), new OrderedRows(Rows, 0, [1]));
        ahead.TryAdd(Batch((1, "a"), (2, "b")), long.MinValue);

        ahead.MoveTo(ordered);

        Assert.Equal((0, 2), (ahead.Count, ordered.Count));
    }

    private static RowsAhead New() => new(0, [1]);

    private static Batch Batch(params (long Time, string Id)[] rows)
    {
        var builder = new BatchBuilder(Rows);
        foreach (var (time, id) in rows) builder.Row([Timestamps.ToDateTime(time), id]);
        return builder.Build();
    }

    private static List<string> Take(RowsAhead ahead, long watermark)
    {
        var taken = new List<string>();
        while (ahead.TryTake(watermark) is var (batch, rows))
        {
            for (var row = 0; row < rows; row++) taken.Add($"{batch.Ints(0)[row]} {batch[1].Boxed(row)}");
            batch.Release();
        }

        return taken;
    }
}
