using System.Buffers;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;

namespace StreamGuard.Core.Tests.Connectors;

public class RowCsvTests
{
    private static readonly Schema Schema = new(
    [
        new("s", ColumnType.String), new("a \"quoted\", name", ColumnType.Float), new("t", ColumnType.Timestamp), new("xs", ColumnType.ListOf(ColumnType.Int)),
    ]);

    [Fact]
    public void The_header_names_the_columns() =>
        Assert.Equal("s,\"a \"\"quoted\"\", name\",t,xs\n", Encoding.UTF8.GetString(new RowCsv(Schema).Header.Span));

    [Fact]
    public void Nulls_are_empty_cells_and_empty_texts_quoted_ones()
    {
        Assert.Equal(",,,", Csv([null, null, null, null]));
        Assert.Equal("\"\",,,", Csv(["", null, null, null]));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("Grüße", "Grüße")]
    public void Texts_are_quoted_where_they_must_be(string text, string cell) =>
        Assert.Equal($"{cell},,,", Csv([text, null, null, null]));

    [Fact]
    public void Values_are_written_as_everywhere() =>
        Assert.Equal(
            "x,NaN,2025-11-08T14:30:00.000Z,\"[1,null]\"",
            Csv(["x", double.NaN, new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc), new object?[] { 1L, null }]));

    private static string Csv(object?[] row)
    {
        var output = new ArrayBufferWriter<byte>();
        new RowCsv(Schema).Write(new BatchBuilder(Schema).Row(row).Build(), 0, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
