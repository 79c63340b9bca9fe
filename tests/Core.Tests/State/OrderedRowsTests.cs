using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.State;

public class OrderedRowsTests
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("at", ColumnType.Timestamp), new("tie", ColumnType.String)]);

    [Fact]
    public void Hands_out_what_is_before_the_watermark_by_time()
    {
        var rows = Empty();
        Add(rows, (1, 30, ""), (2, 10, ""), (3, 20, ""));
        Add(rows, (4, 15, ""), (5, 25, ""));

        Assert.Equal([2L, 4], Take(rows, 20));
        Assert.Equal([3L, 5], Take(rows, 30));
        Assert.Equal((1, 30L), (rows.Count, rows.Watermark));
        Assert.Equal([1L], Take(rows, long.MaxValue));
    }

    [Fact]
    public void Tells_rows_that_come_too_late()
    {
        var rows = Empty();
        Take(rows, 20);
        var late = new int[3];

        using var batch = new Held(Rows(null, (1, 19, ""), (2, 20, ""), (3, 5, "")));

        Assert.Equal(2, rows.Add(batch.Batch, late));
        Assert.Equal([0, 2], late[..2]);
        Assert.Equal([2L], Take(rows, 21));
    }

    [Fact]
    public void Equal_times_stand_by_tie_then_position_then_arrival()
    {
        var rows = Empty();
        Add(rows, (1, 10, "b"), (2, 10, null), (3, 10, "a"));
        Add(rows, "later", (4, 10, "a"));
        Add(rows, "early", (5, 10, "a"), (6, 10, "a"));

        Assert.Equal([2L, 3, 5, 6, 4, 1], Take(rows, 11));
    }

    [Fact]
    public void Is_the_same_for_every_order_of_arrival_and_wherever_it_is_saved()
    {
        var random = new Random(7);
        var all = Enumerable.Range(0, 20_000).Select(i => ((long)i, (long)random.Next(3000), (string?)$"t{i}")).ToArray();
        var expected = all.OrderBy(row => row.Item2).ThenBy(row => row.Item3, StringComparer.Ordinal).Select(row => row.Item1).ToList();

        foreach (var size in new[] { 7, 300, 20_000 })
        {
            random.Shuffle(all);
            var (rows, taken) = (Empty(), new List<long>());
            var byTime = all.OrderBy(row => row.Item2 + random.Next(400)).ToList();
            foreach (var part in byTime.Chunk(size))
            {
                Add(rows, null, part);
                taken.AddRange(Take(rows, part.Min(row => row.Item2) is var least && size < 20_000 ? Math.Max(rows.Watermark, least - 400) : 0));
                if (random.Next(10) == 0) rows = Restored(rows);
            }

            taken.AddRange(Take(rows, long.MaxValue));
            Assert.Equal(expected, taken);
        }
    }

    [Fact]
    public void Each_share_takes_the_rows_of_its_keys()
    {
        var (left, right) = (Empty(), Empty());
        Add(left, (0, 10, "a"), (2, 5, "b"));
        Add(right, (1, 7, "a"), (3, 6, "b"), (5, 8, "c"));
        foreach (var rows in new[] { left, right }) Take(rows, 5);

        var taken = Enumerable.Range(0, 2).Select(share =>
        {
            var rows = Empty();
            rows.Restore([new StateReader(Saved(left)), new StateReader(Saved(right))], [0], new Parity(share));
            Assert.Equal(5, rows.Watermark);
            return Take(rows, long.MaxValue);
        }).ToList();

        Assert.Equal([2L, 0], taken[0]);
        Assert.Equal([3L, 1, 5], taken[1]);
    }

    [Fact]
    public void Lets_go_of_batches_whose_rows_were_handed_out()
    {
        var rows = Empty();
        var batch = Rows(null, (1, 10, ""), (2, 20, ""));
        rows.Add(batch, new int[2]);
        batch.Release();

        Take(rows, long.MaxValue);

        Assert.Throws<ObjectDisposedException>(batch.Retain);
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        var rows = Empty();
        Add(rows, (1, 30, ""), (2, 10, ""), (3, 20, ""));
        Add(rows, (4, 15, ""));

        DamagedState.IsRefusedOrRead(Saved(rows), state => Empty().Restore(state));
    }

    private static OrderedRows Empty() => new(Schema, 1, [2]);

    private static void Add(OrderedRows rows, params (long, long, string?)[] values) => Add(rows, null, values);

    private static void Add(OrderedRows rows, string? partition, params (long, long, string?)[] values)
    {
        using var batch = new Held(Rows(partition, values));
        Assert.Equal(0, rows.Add(batch.Batch, new int[values.Length]));
    }

    private static Batch Rows(string? partition, params (long N, long At, string? Tie)[] values)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var (n, at, tie) in values) builder.Row(n, Timestamps.ToDateTime(at), tie);
        if (partition is null) return builder.Build();
        var positions = Buffers.Rent<long>(values.Length);
        for (var i = 0; i < values.Length; i++) positions[i] = i;
        return builder.Build(new Origin(partition, positions, Buffers.Rent<int>(values.Length), values.Length, null));
    }

    private static List<long> Take(OrderedRows rows, long watermark)
    {
        var taken = new List<long>();
        rows.MoveTo(watermark);
        while (rows.TryTake() is { } batch)
        {
            taken.AddRange(batch.Ints(0));
            batch.Release();
        }

        return taken;
    }

    private static OrderedRows Restored(OrderedRows rows)
    {
        var restored = Empty();
        restored.Restore(new StateReader(Saved(rows)));
        return restored;
    }

    private static byte[] Saved(OrderedRows rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        rows.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    private sealed record Held(Batch Batch) : IDisposable
    {
        public void Dispose() => Batch.Release();
    }

    private sealed class Parity(int parity) : IKeyShare
    {
        public void Choose(Batch keys, Span<bool> isOwn)
        {
            for (var row = 0; row < keys.Rows; row++) isOwn[row] = keys.Ints(0)[row] % 2 == parity;
        }
    }
}
