using System.Buffers;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;

namespace StreamGuard.Core.Tests.Connectors;

public class RowTextTests
{
    private static readonly Schema Schema = new(
        [new("name", ColumnType.String), new("value", ColumnType.Float), new("at", ColumnType.Timestamp), new("tags", ColumnType.ListOf(ColumnType.String))]);

    private static readonly object?[] Row = ["a\"b", 1.5, new DateTime(2025, 11, 8, 12, 0, 0, DateTimeKind.Utc), new object?[] { "x" }];

    [Fact]
    public void A_row_is_a_json_object() =>
        Assert.Equal("""{"name":"a\"b","value":1.5,"at":"2025-11-08T12:00:00.000Z","tags":["x"]}""", Write(Row, (text, batch, output) => text.Json(batch, 0, output)));

    [Theory]
    [InlineData(0, "a\"b")]
    [InlineData(1, "1.5")]
    [InlineData(2, "2025-11-08T12:00:00.000Z")]
    [InlineData(3, "[\"x\"]")]
    public void A_plain_value_has_no_quotes(int column, string expected) =>
        Assert.Equal(expected, Write(Row, (text, batch, output) => text.Plain(batch[column], 0, output)));

    [Fact]
    public void A_null_is_no_plain_text() =>
        Assert.Equal("", Write([null, null, null, null], (text, batch, output) => text.Plain(batch[0], 0, output)));

    private static string Write(object?[] row, Action<RowText, Batch, IBufferWriter<byte>> write)
    {
        var builder = new BatchBuilder(Schema);
        builder.Row(row);
        var batch = builder.Build();
        var output = new ArrayBufferWriter<byte>();
        write(new RowText(Schema), batch, output);
        batch.Release();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
