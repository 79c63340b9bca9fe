using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.State;

public class BatchStateTests
{
    private static readonly Schema Schema = new(
    [
        new("yes", ColumnType.Bool), new("n", ColumnType.Int), new("x", ColumnType.Float), new("at", ColumnType.Timestamp), new("took", ColumnType.Duration),
        new("text", ColumnType.String), new("json", ColumnType.Json), new("list", ColumnType.ListOf(ColumnType.Float)),
    ]);

    [Fact]
    public void Brings_back_every_type_and_nulls()
    {
        var batch = new BatchBuilder(Schema)
            .Row(true, long.MinValue, double.NaN, DateTime.UnixEpoch, Duration.FromSeconds(1), "ü", "{}", new object?[] { 1.5, null })
            .Row(new object?[8])
            .Row(false, 0L, -0.0, DateTime.MaxValue.AddTicks(-9), Duration.Zero, "", "[]", Array.Empty<object?>())
            .Build();

        var back = Again(batch);

        Assert.Equal(3, back.Rows);
        Assert.Null(back.Origin);
        for (var column = 0; column < Schema.Count; column++)
            for (var row = 0; row < 3; row++) Assert.Equal(batch[column].Boxed(row), back[column].Boxed(row));
    }

    [Fact]
    public void Brings_back_an_empty_batch()
    {
        Assert.Equal(0, Again(new BatchBuilder(Schema).Build()).Rows);
    }

    [Fact]
    public void Brings_back_where_rows_were_read_however_far_apart()
    {
        var far = 5_000_000_000_000;
        var (near, distant) = (One("file", 7, "seven"u8), One("file", far, "far"u8));
        var merged = new Origin([near, distant], Rented([1, 0]), Rented([0L, 0L]), 2);
        var batch = new BatchBuilder(Schema).Row(new object?[8]).Row(new object?[8]).Build(merged);

        var back = Again(batch).Origin!;

        Assert.Equal(("file", far), (back.Partition(0), back.Position(0)));
        Assert.Equal("far"u8.ToArray(), back.Bytes(0).ToArray());
        Assert.Equal(("file", 7L), (back.Partition(1), back.Position(1)));
        Assert.Equal("seven"u8.ToArray(), back.Bytes(1).ToArray());
    }

    [Fact]
    public void Brings_back_texts_of_a_dictionary_and_of_a_part_of_one()
    {
        var schema = new Schema([new("text", ColumnType.String)]);
        var data = "abcde"u8;
        var column = new TextColumn(ColumnType.String, Rented(data), Rented([0, 1, 3, 5]), 3, Rented([2, 0, 1, 2]), 4);
        var batch = new Batch(schema, [column], 4);

        foreach (var rows in new int[][] { [0, 1, 2, 3], [3, 1] })
        {
            var back = Again(batch.Where(rows));
            Assert.Equal(rows.Select(row => column.Boxed(row)), Enumerable.Range(0, rows.Length).Select(row => back[0].Boxed(row)));
        }
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        var batch = new BatchBuilder(Schema)
            .Row(true, 1L, 1.0, DateTime.UnixEpoch, Duration.FromSeconds(1), "ü", "{}", new object?[] { 1.5, null })
            .Row(new object?[8])
            .Build(new Origin([One("left", 7, "seven"u8), One("right", 8, ""u8)], Rented([1, 0]), Rented([0L, 0L]), 2));
        var buffer = new ArrayBufferWriter<byte>();
        BatchState.Write(new StateWriter(buffer), batch);

        DamagedState.IsRefusedOrRead(buffer.WrittenSpan.ToArray(), state => BatchState.Read(state, Schema));
    }

    private static Origin One(string partition, long position, ReadOnlySpan<byte> bytes) =>
        new(partition, Rented([position]), Rented([bytes.Length]), 1, new RawChunk(partition, Rented(bytes), bytes.Length, position));

    private static Batch Again(Batch batch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        BatchState.Write(new StateWriter(buffer), batch);
        var reader = new StateReader(buffer.WrittenSpan.ToArray());
        var back = BatchState.Read(reader, batch.Schema);
        Assert.True(reader.AtEnd);
        return back;
    }

    private static T[] Rented<T>(ReadOnlySpan<T> items)
    {
        var rented = Buffers.Rent<T>(items.Length);
        items.CopyTo(rented);
        return rented;
    }
}
