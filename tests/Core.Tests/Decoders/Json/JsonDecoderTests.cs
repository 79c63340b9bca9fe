using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Json;

public class JsonDecoderTests
{
    private static readonly ColumnSpec[] Reading = DecoderHarness.Columns("sensor:string", "cycle:int", "timestamp:timestamp", "value:float");

    [Fact]
    public void Reads_readings()
    {
        var decoded = New(Reading).Decode("""
            {"sensor":"PS1","cycle":12,"timestamp":"2025-11-08T14:30:45.120Z","value":151.47}
            {"value":2,"cycle":13,"sensor":"PS2","timestamp":"2025-11-08 14:30:45"}
            """);

        Assert.Equal(["PS1|12|2025-11-08T14:30:45.120000|151.47", "PS2|13|2025-11-08T14:30:45.000000|2"], decoded.Rows);
        Assert.Empty(decoded.Reasons);
    }

    [Theory]
    [InlineData("int", "12|12|120|1|12.0|12|1e1|12|null|12|007", "12|12|120|1|12|12|10|12|null|12")]
    [InlineData("float", "1.5|-1.5|12.25|-0.0|1.5e1|0.125|0.1|99999.9|null|7.000|1.2.3|01.5", "1.5|-1.5|12.25|-0|15|0.125|0.1|99999.9|null|7")]
    [InlineData("timestamp", "2025-11-08T14:30:45.120Z|2025-11-08T14:30:45.120Z|2025-11-08T14:30:09.999Z|2025-11-08T14:31:00.000Z|2025-11-08T14:30:59.001Z|2025-11-08T14:30:45Z|2025-11-08T14:30:61.000Z|2025-11-08T14:30:45,120Z",
        "2025-11-08T14:30:45.120000|2025-11-08T14:30:45.120000|2025-11-08T14:30:09.999000|2025-11-08T14:31:00.000000|2025-11-08T14:30:59.001000|2025-11-08T14:30:45.000000")]
    public void Reads_values_that_begin_alike_one_behind_the_other(string type, string written, string expected)
    {
        var records = written.Split('|').Select(value => type == "timestamp" ? $"{{\"a\":\"{value}\"}}" : $"{{\"a\":{value}}}").ToList();
        // Twenty times, so that most are read in blocks.
        var decoded = New($"a:{type}").Decode(string.Join('\n', Enumerable.Repeat(records, 20).SelectMany(each => each)));

        Assert.Equal(Enumerable.Repeat(expected.Split('|'), 20).SelectMany(each => each), decoded.Rows);
    }

    [Fact]
    public void Knows_place_and_bytes_of_each_row()
    {
        var decoded = New("a:int").Decode("{\"a\":1}\r\n\n  \n{\"a\":x}\n{\"a\":22}");

        Assert.Equal([0, 21], decoded.Positions);
        Assert.Equal(["{\"a\":1}", "{\"a\":22}"], decoded.Sources);
        Assert.Equal(["{\"a\":x}"], decoded.Bad);
    }

    [Fact]
    public void Reads_a_record_with_line_ends_in_it()
    {
        var decoded = New("a:int", "b:int").DecodeMessages("{\n  \"a\": 1,\r\n  \"b\": 2\n}\n");

        Assert.Equal(["1|2"], decoded.Rows);
        Assert.Equal([100], decoded.Positions);
        Assert.Equal(["{\n  \"a\": 1,\r\n  \"b\": 2\n}"], decoded.Sources);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}", "not valid JSON")]
    [InlineData(" \n", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public void Refuses_a_record_alone_that_is_no_object(string record, string reason)
    {
        var decoded = New("a:int").DecodeMessages(record);

        Assert.Empty(decoded.Rows);
        Assert.StartsWith(reason, Assert.Single(decoded.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_messages_have_the_positions_of_their_messages()
    {
        var decoded = New("a:int").DecodeMessages("{\"a\":1}", "{\"a\":x}", "{\"a\":3}");

        Assert.Equal(["1", "3"], decoded.Rows);
        Assert.Equal([100, 102], decoded.Positions);
    }

    [Theory]
    [InlineData("int", "5.0", "5")]
    [InlineData("int", "1e3", "1000")]
    [InlineData("int", "-0", "0")]
    [InlineData("int", "1200e-2", "12")]
    [InlineData("int", "9223372036854775807", "9223372036854775807")]
    [InlineData("int", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("int", "0e999999999999", "0")]
    [InlineData("float", "5", "5")]
    [InlineData("float", "-0.0", "-0")]
    [InlineData("float", "1.7976931348623157e308", "1.7976931348623157E+308")]
    [InlineData("float", "5e-324", "5E-324")]
    [InlineData("float", "9007199254740993", "9007199254740992")]
    [InlineData("bool", "true", "True")]
    [InlineData("string", "\"\\u00e9\\n\\ud83d\\ude00\"", "é\n😀")]
    [InlineData("string", "\"é\"", "é")]
    [InlineData("string", "\"\"", "")]
    [InlineData("string", "null", "null")]
    [InlineData("json", "{\"b\": [1, 2 ]}", "{\"b\": [1, 2 ]}")]
    [InlineData("json", "\"x\"", "\"x\"")]
    [InlineData("list(float)", "[1, null, 2.5]", "[1,null,2.5]")]
    [InlineData("list(string)", "[]", "[]")]
    [InlineData("duration", "\"1h30m\"", "90m")]
    [InlineData("timestamp", "\"2025-11-08T14:30:45+01:30\"", "2025-11-08T13:00:45.000000")]
    [InlineData("timestamp", "\"2025-11-08T14:30:45.1234567Z\"", "2025-11-08T14:30:45.123456")]
    [InlineData("timestamp", "\"2025-11-08\"", "2025-11-08T00:00:00.000000")]
    public void Reads_a_value(string type, string written, string expected)
    {
        var decoded = New($"a:{type}").Decode($$"""{"a":{{written}}}""");

        Assert.Equal([expected], decoded.Rows);
    }

    [Theory]
    [InlineData("int", "1.5", "column 'a' wants int: found number 1.5")]
    [InlineData("int", "9223372036854775808", "column 'a' wants int: found number 9223372036854775808")]
    [InlineData("int", "\"5\"", "column 'a' wants int: found text \"5\"")]
    [InlineData("float", "1e400", "column 'a' wants float: found number 1e400")]
    [InlineData("float", "{}", "column 'a' wants float: found object {}")]
    [InlineData("bool", "1", "column 'a' wants bool: found number 1")]
    [InlineData("string", "5", "column 'a' wants string: found number 5")]
    [InlineData("string", "\"\\ud800\"", "column 'a' wants string: found text \"\\ud800\" (half a surrogate pair)")]
    [InlineData("timestamp", "5", "column 'a' wants timestamp: found number 5 (a number needs the column's 'unit')")]
    [InlineData("timestamp", "\"yesterday\"", "column 'a' wants timestamp: found text \"yesterday\"")]
    [InlineData("list(int)", "[1, 2.5]", "column 'a' wants list(int): found list [1, 2.5]")]
    public void Rejects_a_value_that_does_not_fit(string type, string written, string reason)
    {
        var decoded = New($"a:{type}").Decode($$"""{"a":{{written}}}""");

        Assert.Equal([reason], decoded.Reasons);
    }

    [Fact]
    public void Says_what_is_no_json_and_where() =>
        Assert.Equal(["not valid JSON: 'N' is an invalid start of a value, at byte 7"], New("a:float").Decode("{\"a\": NaN}").Reasons);

    [Fact]
    public void Reads_null_in_place_of_an_unfit_value_where_asked_to()
    {
        var decoded = New(new ColumnSpec { Name = "a", Type = ColumnType.Int, NullOnError = true }).Decode("{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":");

        Assert.Equal(["1", "null"], decoded.Rows);
        Assert.Single(decoded.Bad);
    }

    [Theory]
    [InlineData("s", "1.5", "1970-01-01T00:00:01.500000")]
    [InlineData("ms", "1762612245120", "2025-11-08T14:30:45.120000")]
    [InlineData("us", "-1", "1969-12-31T23:59:59.999999")]
    [InlineData("ns", "1999", "1970-01-01T00:00:00.000001")]
    [InlineData("ns", "-1", "1969-12-31T23:59:59.999999")]
    public void Reads_numeric_timestamps_in_their_unit(string unit, string written, string expected)
    {
        var decoded = New(new ColumnSpec { Name = "a", Type = ColumnType.Timestamp, Unit = unit }).Decode($$"""{"a":{{written}}}""");

        Assert.Equal([expected], decoded.Rows);
    }

    [Theory]
    [InlineData("a.b[1].c", """{"a":{"b":[0,{"c":7}]}}""", "7")]
    [InlineData("a.b[1].c", """{"a":{"b":[0,{"c":7}]},"a":{}}""", "null")]
    [InlineData("a.b[1].c", """{"a":5}""", "null")]
    [InlineData("['a.b'].c", """{"a.b":{"c":7}}""", "7")]
    public void Reaches_into_nested_records(string from, string record, string expected)
    {
        var decoded = New(new ColumnSpec { Name = "x", Type = ColumnType.Int, From = from }).Decode(record);

        Assert.Equal([expected], decoded.Rows);
    }

    [Fact]
    public void Counts_the_last_of_duplicate_names()
    {
        var decoded = New("a:int").Decode("""{"a":"no number","a":2,"\u0061":3}""");

        Assert.Equal(["3"], decoded.Rows);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("5")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":1,}")]
    public void Rejects_what_is_no_json_object(string record)
    {
        var decoded = New("a:int").Decode($"{{\"a\":1}}\n{record}\n{{\"a\":2}}\n");

        Assert.Equal(["1", "2"], decoded.Rows);
        Assert.Equal([record], decoded.Bad);
    }

    [Fact]
    public void Rejects_invalid_utf8_in_a_field_nobody_wants()
    {
        var decoded = New("a:int").Decode([.. "{\"a\":1,\"b\":\""u8, 0xFF, .. "\"}"u8]);

        Assert.Equal(["not valid UTF-8"], decoded.Reasons);
    }

    [Theory]
    [InlineData("SG651", "a..b", null)]
    [InlineData("SG651", "[0]", null)]
    [InlineData("SG652", null, "s")]
    public void Reports_what_it_cannot_read_of_a_column(string code, string? from, string? unit)
    {
        var harness = New(new ColumnSpec { Name = "a", Type = ColumnType.Int, From = from, Unit = unit });

        Assert.Equal([code], harness.Binder.Codes);
        Assert.Null(harness.Schema);
    }

    [Fact]
    public void Needs_columns() => Assert.Equal(["SG650"], New(Array.Empty<ColumnSpec>()).Binder.Codes);

    private static DecoderHarness New(params ColumnSpec[] columns) => new(new JsonDecoder(), columns);

    private static DecoderHarness New(params string[] columns) => New(DecoderHarness.Columns(columns));
}
