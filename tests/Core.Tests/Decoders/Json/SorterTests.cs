using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Json;

public class SorterTests
{
    private const string LongName = "a_name_of_more_than_thirty_two_bytes_in_all";

    [Fact]
    public void Reads_members_in_any_order()
    {
        var random = new Random(5);
        var lines = Enumerable.Range(0, 3000).Select(i => Line(random, $"\"a\":{i}", $"\"b\":\"B{i % 9}\"", $"\"{LongName}\":{i}.5", $"\"{LongName}_2\":{(i % 2 == 0 ? "true" : "false")}"));

        var (decoded, paths) = Decode(lines, JsonPath.Sorter);

        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}|B{i % 9}|{i}.5|{i % 2 == 0}"), decoded.Rows);
        Assert.Equal(3000, paths.Sorter);
    }

    [Theory]
    [InlineData("""{ "b" : "x" , "a":1 }""", "1|x|null|null")]
    [InlineData("""{"a": 1, "b": "x"}""", "1|x|null|null")]
    [InlineData("""{}""", "null|null|null|null")]
    [InlineData("""{"a":null,"b":null}""", "null|null|null|null")]
    [InlineData("""{"a":1,"a":2,"a":3}""", "3|null|null|null")]
    [InlineData("""{"a":[],"a":2}""", "2|null|null|null")]
    [InlineData("""{"b":"x,y","c":",\",","a":1}""", null)]
    [InlineData("""{"c":"x,\"a\":7,","a":1}""", null)]
    [InlineData("""{"b":"{\"a\":1}"}""", null)]
    [InlineData("""{"b":"x,y","c":",,","a":1}""", "1|x,y|null|null")]
    [InlineData("""{"c":{"a":7},"b":"x"}""", "null|x|null|null")]
    [InlineData("""{"c":{"d":1,"a":7},"b":"x"}""", "null|x|null|null")]
    [InlineData("""{"c":{"d":1,"a":7,"e":2},"b":"x"}""", "null|x|null|null")]
    [InlineData("""{"c":{"d":1,"a":7,"e":2},"a":3,"b":"x"}""", "3|x|null|null")]
    [InlineData("""{"c":[1, 2,{"d":[3,4]}],"a":1}""", "1|null|null|null")]
    public void Reads_a_record_among_others(string record, string? expected)
    {
        string[] lines = [.. Enumerable.Repeat("""{"b":"y","a":5}""", 40), record, .. Enumerable.Repeat("""{"b":"y","a":5}""", 40)];

        var (decoded, paths) = Decode(lines, JsonPath.Sorter);

        if (expected is not null) Assert.Equal(expected, decoded.Rows[40]);
        Assert.Equal(Decode(lines, JsonPath.Reader).Decoded.Rows, decoded.Rows);
        Assert.Equal(expected is null ? 1 : 0, paths.Reader);
    }

    [Theory]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{,"a":1}""")]
    [InlineData("""{"a":1"b":"x"}""")]
    [InlineData("""{"a":1,"b":"x"]""")]
    [InlineData("""{"a":1,"b":"x""")]
    [InlineData("""{"a":1,b":"x"}""")]
    [InlineData("""{"c":{"d":1,"e":2,"a":3}""")]
    [InlineData("""{"c":[1,2},"a":3}""")]
    [InlineData("""{"c":1,2,"a":3}""")]
    [InlineData("""{"a":[1,"a":2]}""")]
    public void Leaves_what_is_not_well_formed_to_the_reader(string record)
    {
        string[] lines = ["""{"b":"y","a":5}""", """{"b":"y","a":5}""", record, """{"b":"y","a":6}"""];

        var (decoded, _) = Decode(lines, JsonPath.Sorter);

        Assert.Equal(["5|y|null|null", "5|y|null|null", "6|y|null|null"], decoded.Rows);
        Assert.Equal([record], decoded.Bad);
    }

    [Fact]
    public void Knows_the_bytes_of_lines_with_either_end()
    {
        var lines = Enumerable.Range(0, 200).Select(i => $"{{\"a\":{i}}}{(i % 50 < 25 ? "\r" : "")}").ToList();

        var (decoded, _) = Decode(lines, JsonPath.Sorter);

        Assert.Equal(lines.Select(line => line.TrimEnd()), decoded.Sources);
    }

    [Fact]
    public void Reads_a_record_of_more_members_than_it_looks_for_at_once()
    {
        var record = $"{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"c{i}\":{i}"))},\"a\":1}}";

        var (decoded, _) = Decode(["""{"a":0}""", record, """{"a":2}"""], JsonPath.Sorter);

        Assert.Equal(["0|null|null|null", "1|null|null|null", "2|null|null|null"], decoded.Rows);
    }

    private static string Line(Random random, params string[] members)
    {
        random.Shuffle(members);
        return $"{{{string.Join(',', members)}}}";
    }

    private static (Decoded Decoded, JsonPaths Paths) Decode(IEnumerable<string> lines, JsonPath path)
    {
        var decoder = new JsonDecoder(path);
        var harness = new DecoderHarness(decoder, DecoderHarness.Columns("a:int", "b:string", $"{LongName}:float", $"{LongName}_2:bool"));
        return (harness.Decode(string.Join('\n', lines)), decoder.Paths);
    }
}
