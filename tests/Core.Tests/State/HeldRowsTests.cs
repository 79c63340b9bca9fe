using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.State;

public class HeldRowsTests
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("text", ColumnType.String), new("list", ColumnType.ListOf(ColumnType.String))]);

    [Fact]
    public void Sends_rows_in_the_order_asked_for()
    {
        var held = new HeldRows();
        var numbers = Add(held, 0, 5).Concat(Add(held, 5, 5)).ToArray();
        var output = new CollectingOutput();

        held.Send([numbers[9], numbers[2], numbers[0], numbers[6]], output);

        Assert.Equal([9L, 2L, 0L, 6L], output.Rows.Select(row => row[0]));
        Assert.Equal([4], output.BatchSizes);
    }

    [Fact]
    public void Cuts_batches_down_when_few_of_their_rows_are_left()
    {
        var held = new HeldRows();
        var numbers = Add(held, 0, 20_000);
        foreach (var number in numbers.Where(number => number % 1000 != 7)) held.Remove(number);

        held.Tidy();

        Assert.Equal((20, 20), (held.Count, held.BatchOf(numbers[7]).Rows));
        Assert.Equal(3007L, held.BatchOf(numbers[3007]).Ints(0)[held.RowOf(numbers[3007])]);
    }

    [Fact]
    public void Brings_many_small_batches_together()
    {
        var held = new HeldRows();
        var numbers = Enumerable.Range(0, 1000).SelectMany(n =>
        {
            var added = Add(held, n, 1);
            held.Tidy();
            return added;
        }).ToArray();

        Assert.InRange(numbers.Select(held.BatchOf).Distinct().Count(), 1, 100);
        Assert.Equal(Enumerable.Range(0, 1000).Select(n => (long)n), numbers.Select(number => held.BatchOf(number).Ints(0)[held.RowOf(number)]));
    }

    [Fact]
    public void Rows_brought_together_keep_the_place_that_they_were_read_from()
    {
        var held = new HeldRows();
        var numbers = Enumerable.Range(0, 200).Select(n =>
        {
            var isRead = n % 3 > 0;
            var batch = Build(n, 1, isRead ? new Origin($"part {n % 2}", Rented<long>([100 * n]), Rented([4]), 1, new RawChunk("", Rented("text"u8), 4, 100 * n)) : null);
            var number = held.Add(held.Hold(batch), 0);
            batch.Release();
            return number;
        }).ToArray();

        held.Tidy();

        var batches = numbers.Select(held.BatchOf).ToList();
        Assert.Equal(2, batches.Distinct().Count());
        foreach (var (n, number) in numbers.Index())
        {
            var (origin, row) = (batches[n].Origin, held.RowOf(number));
            Assert.Equal(n % 3 > 0 ? ($"part {n % 2}", 100L * n, "text") : null as (string, long, string)?,
                origin is null ? null : (origin.Partition(row), origin.Position(row), System.Text.Encoding.UTF8.GetString(origin.Bytes(row))));
        }
    }

    [Fact]
    public void Lets_go_of_a_batch_with_its_last_row()
    {
        var held = new HeldRows();
        var batch = Batch(0, 2);
        var slot = held.Hold(batch);
        var number = held.Add(slot, 1);
        batch.Release();

        held.Remove(number);
        held.Tidy();

        Assert.Throws<ObjectDisposedException>(batch.Retain);
    }

    [Fact]
    public void Brings_rows_back_with_their_bytes_and_positions()
    {
        var held = new HeldRows();
        var bytes = "first,second,third"u8;
        var batch = Build(0, 3, new Origin("part", Rented<long>([100, 106, 113]), Rented([5, 6, 5]), 3, new RawChunk("part", Rented(bytes), bytes.Length, 100)));
        var slot = held.Hold(batch);
        var numbers = new[] { held.Add(slot, 2), held.Add(slot, 1) };
        batch.Release();

        var restored = new HeldRows();
        restored.Restore(new StateReader(Save(held)), Schema);

        Assert.Equal((2, true, true, false), (restored.Count, restored.Holds(numbers[0]), restored.Holds(numbers[1]), restored.Holds(2)));
        var (rows, row) = (restored.BatchOf(numbers[0]), restored.RowOf(numbers[0]));
        Assert.Equal([2L, "text 2", new object?[] { "item", null }], Enumerable.Range(0, 3).Select(column => rows[column].Boxed(row)));
        Assert.Equal(("part", 113L, "third"), (rows.Origin!.Partition(row), rows.Origin.Position(row), System.Text.Encoding.UTF8.GetString(rows.Origin.Bytes(row))));
    }

    [Fact]
    public void Goes_on_after_it_was_restored_as_before()
    {
        var (held, restored) = (new HeldRows(), new HeldRows());
        var numbers = Add(held, 0, 10).Concat(Add(held, 10, 10)).ToArray();
        foreach (var number in numbers[..12]) held.Remove(number);
        held.Tidy();

        restored.Restore(new StateReader(Save(held)), Schema);
        foreach (var rows in new[] { held, restored })
        {
            rows.Remove(numbers[13]);
            Add(rows, 20, 5);
            rows.Tidy();
        }

        Assert.Equal(Values(held), Values(restored));
        Assert.Equal((held.Count, held.Numbers), (restored.Count, restored.Numbers));
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        var held = new HeldRows();
        var bytes = "first,second,third"u8;
        var batch = Build(0, 3, new Origin("part", Rented<long>([100, 106, 113]), Rented([5, 6, 5]), 3, new RawChunk("part", Rented(bytes), bytes.Length, 100)));
        var slot = held.Hold(batch);
        held.Add(slot, 2);

        DamagedState.IsRefusedOrRead(Save(held), state => new HeldRows().Restore(state, Schema));
    }

    [Fact]
    public void Sends_long_runs_as_they_lie()
    {
        var held = new HeldRows();
        var numbers = Add(held, 0, 100).Concat(Add(held, 100, 100)).ToArray();
        var output = new CollectingOutput();

        held.Send(numbers, output);

        Assert.Equal([100, 100], output.BatchSizes);
    }

    [Fact]
    public void Rows_sent_together_keep_where_they_were_read()
    {
        var held = new HeldRows();
        var numbers = new[] { "left", "right" }.SelectMany(partition =>
        {
            var bytes = "ab"u8;
            var batch = Build(0, 2, new Origin(partition, Rented<long>([10, 11]), Rented([1, 1]), 2, new RawChunk(partition, Rented(bytes), 2, 10)));
            var slot = held.Hold(batch);
            batch.Release();
            return new[] { held.Add(slot, 0), held.Add(slot, 1) };
        }).ToArray();
        var output = new RememberingOutput();

        held.Send([numbers[3], numbers[0], numbers[2]], output);

        var origin = Assert.Single(output.Batches).Where([2, 0]).Origin!;
        Assert.Equal(("right", 10L, "a"u8.ToArray()[0]), (origin.Partition(0), origin.Position(0), origin.Bytes(0)[0]));
        Assert.Equal(("right", 11L, "b"u8.ToArray()[0]), (origin.Partition(1), origin.Position(1), origin.Bytes(1)[0]));
    }

    private static IEnumerable<object?> Values(HeldRows held) =>
        Enumerable.Range(0, held.Numbers).Where(held.Holds).Select(number => held.BatchOf(number)[0].Boxed(held.RowOf(number))).Order();

    private static int[] Add(HeldRows held, int from, int count)
    {
        var batch = Batch(from, count);
        var slot = held.Hold(batch);
        batch.Release();
        return [.. Enumerable.Range(0, count).Select(row => held.Add(slot, row))];
    }

    private static Batch Batch(int from, int count) => Build(from, count, null);

    private static Batch Build(int from, int count, Origin? origin)
    {
        var builder = new BatchBuilder(Schema);
        for (var n = from; n < from + count; n++) builder.Row((long)n, n % 3 == 1 ? null : $"text {n}", n % 3 == 0 ? null : new object?[] { "item", null });
        return builder.Build(origin);
    }

    private static T[] Rented<T>(ReadOnlySpan<T> items)
    {
        var rented = Buffers.Rent<T>(items.Length);
        items.CopyTo(rented);
        return rented;
    }

    private static byte[] Save(HeldRows held)
    {
        var buffer = new ArrayBufferWriter<byte>();
        held.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }
}
