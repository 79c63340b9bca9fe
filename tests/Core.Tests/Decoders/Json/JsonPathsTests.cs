using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Json;

/// <summary>The three ways through a record against each other, over generated and mutated records.</summary>
public class JsonPathsTests
{
    private static readonly ColumnSpec[] Flat =
    [
        .. DecoderHarness.Columns("sensor:string", "cycle:int", "timestamp:timestamp", "value:float", "ok:bool", "source_ip:string", "source_port:int"),
        new ColumnSpec { Name = "lenient", Type = ColumnType.Float, NullOnError = true },
    ];

    private static readonly ColumnSpec[] Nested =
    [
        .. DecoderHarness.Columns("sensor:string", "raw:json", "list:list(float)", "took:duration"),
        new ColumnSpec { Name = "inner", Type = ColumnType.Int, From = "obj.a[1].b" },
        new ColumnSpec { Name = "at", Type = ColumnType.Timestamp, Unit = "ms", From = "value" },
    ];

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 30)]
    [InlineData(true, 0)]
    [InlineData(true, 30)]
    public void Give_the_same_rows(bool nested, int mutationsPerHundred)
    {
        for (var round = 0; round < 60; round++)
        {
            var seed = Random.Shared.Next();
            var random = new Random(seed);
            var text = JsonRecords.Lines(random, records: 60, mutationsPerHundred);
            var chunkSize = random.Next(50, 5000);

            var expected = Decode(JsonPath.Reader, nested ? Nested : Flat, text, int.MaxValue);
            var sorter = Decode(JsonPath.Sorter, nested ? Nested : Flat, text, chunkSize);
            var template = Decode(JsonPath.Template, nested ? Nested : Flat, text, chunkSize);

            AssertSame(expected, sorter, $"sorter, seed {seed}");
            AssertSame(expected, template, $"template, seed {seed}");
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(29)]
    [InlineData(45)]
    [InlineData(61)]
    [InlineData(90)]
    public void Tell_long_names_apart_at_every_byte(int length)
    {
        var name = new string('n', length);
        var lines = Enumerable.Range(0, 300).Select(i => $"{{\"sensor\":\"PS{i % 7}\",\"{name}\":{(i % 50 == 9 ? "null" : $"{i}.5")}}}").ToArray();
        for (var i = 0; i < length; i++) lines[100 + i] = lines[100 + i].Replace(name, name.Remove(i, 1).Insert(i, "m"), StringComparison.Ordinal);
        var text = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var columns = DecoderHarness.Columns("sensor:string", $"{name}:float");

        var expected = Decode(JsonPath.Reader, columns, text, int.MaxValue);
        var template = Decode(JsonPath.Template, columns, text, int.MaxValue);

        AssertSame(expected, template, name);
    }

    [Fact]
    public void Take_the_template_for_records_of_one_layout()
    {
        var decoder = new JsonDecoder();
        var random = new Random(3);
        var text = new StringBuilder();
        for (var i = 0; i < 2000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"sensor\":\"PS{random.Next(17)}\",\"cycle\":{i},\"timestamp\":\"2025-11-08T14:3{i / 200}:45.120Z\",\"value\":{random.Next(-99999, 99999) / 100.0}}}\n");

        var decoded = new DecoderHarness(decoder, DecoderHarness.Columns("sensor:string", "cycle:int", "timestamp:timestamp", "value:float")).Decode(text.ToString(), 4096);

        Assert.Equal(2000, decoded.Rows.Count);
        Assert.InRange(decoder.Paths.Template, 1980, 2000);
        Assert.Equal(2000, decoder.Paths.Template + decoder.Paths.Sorter);
    }

    [Fact]
    public void Take_the_sorter_for_records_of_ever_new_layouts_and_the_reader_for_escapes()
    {
        var decoder = new JsonDecoder();
        var text = new StringBuilder();
        for (var i = 0; i < 1000; i++) text.Append('{').Append(' ', i).Append("\"sensor\":\"PS1\"}\n");
        text.Append("""{"sensor":"\u0041"}""");

        new DecoderHarness(decoder, DecoderHarness.Columns("sensor:string")).Decode(text.ToString());

        Assert.InRange(decoder.Paths.Sorter, 900, 1000);
        Assert.Equal(1, decoder.Paths.Reader);
    }

    [Fact]
    public void Take_the_sorter_where_layouts_alternate_and_the_template_again_where_they_do_not()
    {
        var decoder = new JsonDecoder();
        var text = new StringBuilder();
        for (var i = 0; i < 5000; i++) text.Append(i % 2 == 0 ? "{\"sensor\":\"PS1\",\"value\":1.5}\n" : "{\"value\":1.5,\"sensor\":\"PS1\"}\n");
        for (var i = 0; i < 20_000; i++) text.Append("{\"sensor\":\"PS1\",\"value\":1.5}\n");

        new DecoderHarness(decoder, DecoderHarness.Columns("sensor:string", "value:float")).Decode(text.ToString(), 4096);

        Assert.InRange(decoder.Paths.Sorter, 4900, 13_000);
        Assert.Equal(25_000, decoder.Paths.Template + decoder.Paths.Sorter);
    }

    [Fact]
    public void Read_every_good_case_and_reject_every_bad_one_of_the_conformance_set()
    {
        if (SharedData.Find("data/conformance/json_cases.json") is not { } file) return;
        foreach (var (name, bytes) in Cases(file))
        {
            byte[] text = [.. "{\"a\":1,\"b\":null}\n{\"a\":2,\"b\":"u8, .. bytes, .. "}\n{\"a\":3,\"b\":null}\n"u8];
            foreach (var path in Enum.GetValues<JsonPath>())
            {
                foreach (var columns in new[] { DecoderHarness.Columns("a:int"), DecoderHarness.Columns("a:int", "b:json") })
                {
                    var decoded = new DecoderHarness(new JsonDecoder(path), columns).Decode(text);
                    var numbers = decoded.Rows.Select(row => row[..1]);
                    Assert.True(numbers.First() == "1" && numbers.Last() == "3", $"{name} by {path} spoils its neighbours");
                    if (name[0] == 'y') Assert.True(numbers.SequenceEqual(["1", "2", "3"]), $"{name} by {path}");
                    if (name[0] == 'n') Assert.True(decoded.Rows.Count == 2 && decoded.Bad.Count == 1, $"{name} by {path}");
                    if (name[0] == 'i') Assert.Equal(3, decoded.Rows.Count + decoded.Bad.Count);
                }
            }
        }
    }

    /// <summary>The cases. A line end would cut the record in two; a carriage return is good and bad at the same places.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Cases(string file)
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var each in cases.RootElement.EnumerateArray())
        {
            var bytes = each.GetProperty("bytes").GetBytesFromBase64();
            bytes.AsSpan().Replace((byte)'\n', (byte)'\r');
            yield return (each.GetProperty("name").GetString()!, bytes);
        }
    }

    private static Decoded Decode(JsonPath path, ColumnSpec[] columns, byte[] text, int chunkSize) =>
        new DecoderHarness(new JsonDecoder(path), columns).Decode(text, chunkSize);

    private static void AssertSame(Decoded expected, Decoded actual, string what)
    {
        AssertSame(expected.Rows, actual.Rows, what);
        AssertSame(expected.Sources, actual.Sources, what);
        AssertSame(expected.Bad, actual.Bad, what);
        AssertSame(expected.Reasons, actual.Reasons, what);
        Assert.True(expected.Positions.SequenceEqual(actual.Positions), what);
    }

    private static void AssertSame(List<string> expected, List<string> actual, string what)
    {
        var difference = expected.Zip(actual).FirstOrDefault(pair => pair.First != pair.Second);
        Assert.True(difference == default, $"{what}: {difference.First} became {difference.Second}");
        Assert.True(expected.Count == actual.Count, $"{what}: {expected.Count} became {actual.Count}");
    }
}
