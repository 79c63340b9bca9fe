using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Tests.Pipelines.Binders;

public class OptionsBinderTests
{
    [Fact]
    public void Binds_every_type_of_option()
    {
        var options = Bind("""
            text: 5
            truth: true
            count: 1_000
            long_count: -9223372036854775808
            share: .5
            span: 1h30m
            extent: 60 rows
            size: 64kB
            when: a > 1
            word: two_words
            type: list(float)
            list: one
            numbers: [1, 2]
            map: { b: 1, a: 2 }
            nested: { name: n }
            nested_list: [{ name: x }, { name: y, depth: 2 }]
            nested_map: { k: { name: z } }
            any: 2.5
            maybe: 7
            """).Options!;

        Assert.Equal(("5", true, 1000, long.MinValue, .5), (options.Text, options.Truth, options.Count, options.LongCount, options.Share));
        Assert.Equal((Duration.FromSeconds(5400), new Extent(60, default), new ByteSize(65536)), (options.Span, options.Extent, options.Size));
        Assert.Equal(("a > 1", Word.TwoWords, ColumnType.ListOf(ColumnType.Float)), (options.When.Text, options.Word, options.Type));
        Assert.Equal(["one"], options.List);
        Assert.Equal([1, 2], options.Numbers);
        Assert.Equal(["b", "a"], options.Map!.Keys);
        Assert.Equal([new Nested { Name = "x" }, new Nested { Name = "y", Depth = 2 }], options.NestedList);
        Assert.Equal(new Nested { Name = "z" }, options.NestedMap!["k"]);
        Assert.Equal((2.5, 7), (options.Any, options.Maybe));
        Assert.Equal("n", options.Nested!.Name);
    }

    [Fact]
    public void Keeps_defaults_of_what_is_not_written_or_empty()
    {
        var options = Bind("{ span: null, list: }").Options!;

        Assert.Equal(Duration.FromSeconds(3), options.Span);
        Assert.Equal(["standard"], options.List);
    }

    [Fact]
    public void Knows_the_place_of_every_path()
    {
        var bound = Bind("nested_list:\n  - { name: x }\n  - { name: 'y' }\nmap: { b: 1 }").Bound!;

        Assert.Equal("f:3:14", bound.At("nested_list[1].name").ToString());
        Assert.Equal("f:3:5", bound.At("nested_list[1].depth").ToString());
        Assert.Equal("f:4:11", bound.At("map.b").ToString());
        Assert.Equal("f:1:1", bound.At("word").ToString());
    }

    [Theory]
    [InlineData("made: { a: a, 'b c': x + 1 }", "a", "x + 1")]
    [InlineData("made: [a, b c]", "[a]", "[b c]")]
    public void A_list_of_columns_stands_for_a_map_of_each_under_its_own_name(string text, string first, string second)
    {
        var made = Bind(text).Options!.Made!;

        Assert.Equal(["a", "b c"], made.Keys);
        Assert.Equal([first, second], made.Values.Select(each => each.Text));
    }

    [Fact]
    public void Columns_of_a_list_have_their_places_by_number_and_by_name()
    {
        var bound = Bind("made:\n  - a\n  - b").Bound!;

        Assert.Equal(("f:3:5", "f:3:5"), (bound.At("made[1]").ToString(), bound.At("made.b").ToString()));
    }

    [Theory]
    [InlineData("value", "")]
    [InlineData("name: value", "name")]
    public void A_value_alone_takes_the_place_of_the_map(string text, string path)
    {
        var problems = new Problems();
        var node = YamlReader.Read("f", text, problems)!;

        var bound = new OptionsBinder("x", "x", problems).Bind(typeof(Named), node, node.At)!;

        Assert.Equal("value", ((Named)bound.Value).Name);
        Assert.Equal(bound.Places[path], bound.At("name"));
    }

    [Theory]
    [InlineData("count: 99999999999", "must be a whole number")]
    [InlineData("truth: 1", "must be true or false")]
    [InlineData("share: 1e999", "must be a number")]
    [InlineData("when: [a, b]", "must be an expression")]
    [InlineData("size: 0", "must be a size in bytes")]
    [InlineData("span: 5 parsecs", "must be a duration")]
    [InlineData("extent: 0 rows", "must be a duration or a number of rows")]
    [InlineData("map: [1]", "must be a map from names")]
    [InlineData("nested: text", "must be a map of options")]
    [InlineData("type: list(list(int))", "must be one of")]
    [InlineData("word: [one]", "must be one of")]
    [InlineData("numbers: [1, x]", "o.numbers[1] must be a whole number")]
    [InlineData("list: [a, null]", "o.list[1] needs a value")]
    [InlineData("nested_map: { k: }", "o.nested_map.k.name is missing")]
    [InlineData("positive: 0", "must be greater than 0, got 0")]
    [InlineData("positive: .nan", "must be greater than 0, got .nan")]
    [InlineData("not_empty: ''", "must not be empty")]
    public void Says_what_is_wrong(string text, string message)
    {
        var (_, bound, problems) = Bind(text);

        Assert.Null(bound);
        Assert.Contains(message, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private static (Everything? Options, BoundOptions? Bound, IReadOnlyList<Problem> Problems) Bind(string text)
    {
        var problems = new Problems();
        var node = YamlReader.Read("f", text, problems)!;
        var bound = new OptionsBinder("o", "options 'o'", problems).Bind(typeof(Everything), node, node.At);
        return ((Everything?)bound?.Value, bound, problems.All);
    }

    internal enum Word
    {
        One,
        TwoWords,
    }

    internal sealed record Named
    {
        [Whole]
        public required string Name { get; init; }

        public int Other { get; init; }
    }

    internal sealed record Nested
    {
        public required string Name { get; init; }

        public int Depth { get; init; } = 1;
    }

    internal sealed record Everything
    {
        public string? Text { get; init; }

        public bool Truth { get; init; }

        public int Count { get; init; }

        public long LongCount { get; init; }

        public double Share { get; init; }

        public Duration Span { get; init; } = Duration.FromSeconds(3);

        public Extent Extent { get; init; }

        public ByteSize Size { get; init; }

        public ExpressionText When { get; init; }

        public Word Word { get; init; }

        public ColumnType Type { get; init; } = ColumnType.Int;

        public IReadOnlyList<string> List { get; init; } = ["standard"];

        public IReadOnlyList<long>? Numbers { get; init; }

        public IReadOnlyDictionary<string, int>? Map { get; init; }

        public Nested? Nested { get; init; }

        public IReadOnlyList<Nested>? NestedList { get; init; }

        public IReadOnlyDictionary<string, Nested>? NestedMap { get; init; }

        [OrColumns]
        public IReadOnlyDictionary<string, ExpressionText>? Made { get; init; }

        public object? Any { get; init; }

        public int? Maybe { get; init; }

        [Positive]
        public double? Positive { get; init; }

        [NotEmpty]
        public string? NotEmpty { get; init; }
    }
}
