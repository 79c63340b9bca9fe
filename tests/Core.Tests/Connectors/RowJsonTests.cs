using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;

namespace StreamGuard.Core.Tests.Connectors;

public class RowJsonTests
{
    [Fact]
    public void Writes_a_member_for_each_column()
    {
        var schema = new Schema([new("ok", ColumnType.Bool), new("n", ColumnType.Int), new("x", ColumnType.Float), new("s", ColumnType.String)]);

        Assert.Equal("""{"ok":true,"n":-7,"x":0.1,"s":"a"}""", Json(schema, true, -7L, 0.1, "a"));
        Assert.Equal("""{"ok":null,"n":null,"x":null,"s":null}""", Json(schema, [null, null, null, null]));
    }

    [Fact]
    public void Writes_times_as_iso_text_and_durations_with_their_unit()
    {
        var schema = new Schema([new("t", ColumnType.Timestamp), new("d", ColumnType.Duration)]);

        var json = Json(schema, new DateTime(2025, 11, 8, 14, 30, 45, 120, DateTimeKind.Utc), Duration.Parse("250ms"));

        Assert.Equal("""{"t":"2025-11-08T14:30:45.120Z","d":"250ms"}""", json);
    }

    [Fact]
    public void Writes_json_as_read_but_on_one_line()
    {
        var schema = new Schema([new("raw", ColumnType.Json)]);

        Assert.Equal("""{"raw":{"a" : 1,  "b":"\n"}}""", Json(schema, "{\"a\" : 1,\r\n\"b\":\"\\n\"}"));
    }

    [Fact]
    public void Writes_lists()
    {
        var schema = new Schema([new("xs", ColumnType.ListOf(ColumnType.Float)), new("names", ColumnType.ListOf(ColumnType.String))]);

        Assert.Equal("""{"xs":[1.5,null],"names":[]}""", Json(schema, new object?[] { 1.5, null }, Array.Empty<object?>()));
    }

    [Fact]
    public void Writes_what_json_has_no_number_for_as_null()
    {
        var schema = new Schema([new("x", ColumnType.Float)]);
        var json = new RowJson(schema);

        Assert.Equal("""{"x":null}""", Json(new BatchBuilder(schema).Row(double.NaN).Build(), json));
        Assert.Equal("""{"x":null}""", Json(new BatchBuilder(schema).Row(double.NegativeInfinity).Build(), json));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("quote \" backslash \\ slash /")]
    [InlineData("line\nreturn\rtab\tbell\u0007nul\0")]
    [InlineData("Grüße, 漢字, 😀")]
    [InlineData("")]
    public void Text_reads_back_as_it_was(string text)
    {
        var schema = new Schema([new(text, ColumnType.String)]);

        var json = Json(schema, text);

        Assert.DoesNotContain('\n', json);
        Assert.Equal(text, JsonDocument.Parse(json).RootElement.GetProperty(text).GetString());
    }

    [Fact]
    public void Replaces_broken_utf8()
    {
        var schema = new Schema([new("s", ColumnType.String)]);
        var builder = new BatchBuilder(schema);
        builder.Text(0).Append([(byte)'a', 0xFF, (byte)'b', 0xC3]);

        Assert.Equal("{\"s\":\"a\uFFFDb\uFFFD\"}", Json(builder.Build(), new RowJson(schema)));
    }

    [Fact]
    public void Floats_read_back_bit_for_bit()
    {
        var random = new Random(7);
        var schema = new Schema([new("x", ColumnType.Float)]);
        for (var i = 0; i < 2000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;

            var read = JsonDocument.Parse(Json(schema, value)).RootElement.GetProperty("x").GetDouble();

            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
        }
    }

    private static string Json(Schema schema, params object?[] row) => Json(new BatchBuilder(schema).Row(row).Build(), new RowJson(schema));

    private static string Json(Batch batch, RowJson json)
    {
        var output = new ArrayBufferWriter<byte>();
        json.Write(batch, 0, output);
        batch.Release();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
