using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class RecordColumnsTests
{
    private static readonly Schema Decoded = new([new Field("value", ColumnType.Int)]);
    private static readonly Schema Added = new([new Field("key", ColumnType.String)]);
    private static readonly Schema Both = Decoded.Add(Added.Fields);

    [Fact]
    public void Where_every_record_gave_a_row_the_columns_are_taken_as_they_are()
    {
        var beside = Keys("a", "b");
        var column = beside[0];
        var chunk = Messages.Chunk(["1", "2"], columns: beside);

        var rows = RecordColumns.Append(Rows(chunk, 0, 2), chunk, Both);

        Assert.Same(column, rows["key"]);
        chunk.Release();
        Assert.Equal(["a", "b"], [rows["key"].Boxed(0), rows["key"].Boxed(1)]);
        rows.Release();
        Assert.Throws<ObjectDisposedException>(column.Retain);
    }

    [Fact]
    public void A_row_has_what_stands_beside_its_own_record()
    {
        var chunk = Messages.Chunk(["1", "2", "3", "4"], columns: Keys("a", "b", "c", "d"));

        var rows = RecordColumns.Append(Rows(chunk, 2, 6), chunk, Both);

        Assert.Equal(["b", "d"], [rows["key"].Boxed(0), rows["key"].Boxed(1)]);
    }

    [Fact]
    public void As_many_rows_as_records_are_not_always_one_of_each()
    {
        var chunk = Messages.Chunk(["1 1", "2"], columns: Keys("a", "b"));

        var rows = RecordColumns.Append(Rows(chunk, 2, 0), chunk, Both);

        Assert.Equal(["a", "a"], [rows["key"].Boxed(0), rows["key"].Boxed(1)]);
    }

    [Fact]
    public void Records_without_columns_leave_them_null()
    {
        var chunk = new RawChunk("p", "1\n"u8.ToArray(), 2, 0);

        var rows = RecordColumns.Append(Rows(chunk, 0), chunk, Both);

        Assert.Null(rows["key"].Boxed(0));
    }

    private static Batch Keys(params string[] keys)
    {
        var builder = new BatchBuilder(Added);
        foreach (var key in keys) builder.Row(key);
        return builder.Build();
    }

    private static Batch Rows(RawChunk chunk, params int[] places)
    {
        var result = new DecodeResult(Decoded);
        foreach (var place in places)
        {
            result.Rows.Row(place);
            result.RowAt(chunk.Position + place, 1);
        }

        return result.Build(chunk);
    }
}
