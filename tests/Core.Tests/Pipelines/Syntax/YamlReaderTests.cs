using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Tests.Pipelines.Syntax;

public class YamlReaderTests
{
    [Fact]
    public void Keeps_the_place_of_keys_and_values()
    {
        var entry = Map("a: 1\nb:\n  c: [x, y]").Find("b")!;

        var inner = ((MapNode)entry.Value).Entries[0];
        Assert.Equal("f:2:1", entry.At.ToString());
        Assert.Equal("f:3:3", inner.At.ToString());
        Assert.Equal("f:3:10", ((ListNode)inner.Value).Items[1].At.ToString());
    }

    [Theory]
    [InlineData("k: text", "f:1:4")]
    [InlineData("k: \"text\"", "f:1:5")]
    [InlineData("k: 'text'", "f:1:5")]
    [InlineData("k: |\n    text", "f:2:5")]
    [InlineData("k: >-\n  text", "f:2:3")]
    public void A_text_begins_at_its_first_character(string yaml, string at)
    {
        var node = Map(yaml).Entries[0].Value;

        Assert.Equal("text", ((ScalarNode)node).Text);
        Assert.Equal(at, node.At.ToString());
    }

    [Fact]
    public void An_empty_value_stands_where_its_key_does()
    {
        var entry = Map("a:\n  console:\n").Entries[0];

        Assert.Equal("f:2:3", ((MapNode)entry.Value).Entries[0].Value.At.ToString());
    }

    [Theory]
    [InlineData("k:", true)]
    [InlineData("k: null", true)]
    [InlineData("k: ~", true)]
    [InlineData("k: 'null'", false)]
    [InlineData("k: ''", false)]
    public void Nothing_is_null_unless_quoted(string yaml, bool isNull) => Assert.Equal(isNull, Map(yaml).Entries[0].Value.IsNull);

    [Fact]
    public void An_alias_is_the_node_of_its_anchor()
    {
        var map = Map("a: &x { b: 1 }\nc: *x");

        Assert.Same(map.Find("a")!.Value, map.Find("c")!.Value);
    }

    [Fact]
    public void A_merge_key_fills_in_what_is_not_written()
    {
        var map = Map("a: &x { one: 1, two: 2 }\nb: &y { three: 3 }\nc: { <<: [*x, *y], two: own }");

        var merged = (MapNode)map.Find("c")!.Value;
        Assert.Equal(["two", "one", "three"], merged.Entries.Select(entry => entry.Key));
        Assert.Equal("own", ((ScalarNode)merged.Find("two")!.Value).Text);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_key() => Assert.Equal("a", Map("\uFEFFa: 1").Entries[0].Key);

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Equal(ProblemCodes.YamlSyntax, Problem(text).Code);
    }

    [Fact]
    public void An_alias_within_its_own_anchor_is_unknown() => Assert.Equal(ProblemCodes.UnknownAnchor, Problem("a: &x [*x]").Code);

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Contains("nested deeper", Problem(new string('[', 3000)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("? [a, b]\n: 1")]
    [InlineData("a: !thing 1")]
    [InlineData("a: 'open")]
    [InlineData("a: b: c")]
    [InlineData("a: [1")]
    [InlineData("\"a\\q\": 1")]
    public void What_is_no_yaml_is_one_located_problem(string text)
    {
        var problem = Problem(text);

        Assert.Equal(ProblemCodes.YamlSyntax, problem.Code);
        Assert.NotEqual(0, problem.Location.Line);
    }

    private static MapNode Map(string text)
    {
        var problems = new Problems();
        var node = YamlReader.Read("f", text, problems);
        Assert.Empty(problems.All);
        return Assert.IsType<MapNode>(node);
    }

    private static Problem Problem(string text)
    {
        var problems = new Problems();
        YamlReader.Read("f", text, problems);
        return Assert.Single(problems.All);
    }
}
