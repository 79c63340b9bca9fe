using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

public class ProfilesTests
{
    private const string Base = """
        pipeline: p
        sources:
          a:
            file: { path: a.jsonl }
            decode: json
            columns: { x: float, at: timestamp }
            event_time: { column: at, disorder: 10s }
            max_line: 100
        transforms:
          hot: { from: a, filter: x > 1 }
        sinks:
          screen: { from: hot, console: { rows: 5 }, delivery: at_least_once }
          spare: { from: a, console: {} }
        runtime: { lanes: 2, link_capacity: 8 }
        profiles:
          p:

        """;

    [Fact]
    public void A_kind_replaces_kind_decoder_and_columns_and_leaves_the_rest()
    {
        var source = Load("    sources: { a: { simulate: rig } }").Sources[0];

        Assert.Equal("simulate", source.Type.Name);
        Assert.Null(source.Decoder);
        Assert.Empty(source.Columns);
        Assert.Equal(Duration.FromSeconds(10), source.EventTime!.Disorder);
        Assert.Equal(100, source.Common.MaxLine);
    }

    [Fact]
    public void The_same_kind_replaces_all_its_options()
    {
        var sink = Load("    sinks: { screen: { console: } }").Sinks[0];

        Assert.Equal(20, ((FakeComponents.ConsoleOptions)sink.Options.Value).Rows);
        Assert.Equal(Delivery.AtLeastOnce, sink.Common.Delivery);
    }

    [Fact]
    public void A_kind_may_bring_its_own_decoder_and_columns()
    {
        var source = Load("    sources: { a: { file: { path: b.jsonl }, decode: { json: { strict: true } }, columns: { y: int } } }").Sources[0];

        Assert.True(((FakeComponents.JsonOptions)source.Decoder!.Options.Value).Strict);
        Assert.Equal("y", Assert.Single(source.Columns).Name);
    }

    [Fact]
    public void Other_keys_merge()
    {
        var pipeline = Load("""
                sources: { a: { event_time: { disorder: 3s } } }
                runtime: { lanes: 4 }
                description: changed
            """);

        Assert.Equal(Duration.FromSeconds(3), pipeline.Sources[0].EventTime!.Disorder);
        Assert.Equal("at", pipeline.Sources[0].EventTime!.Column);
        Assert.Equal("file", pipeline.Sources[0].Type.Name);
        Assert.Equal((4, 8), (pipeline.Run.Lanes, pipeline.Run.LinkCapacity));
        Assert.Equal("changed", pipeline.Description);
    }

    [Fact]
    public void Null_removes()
    {
        var pipeline = Load("""
                sources: { a: { event_time: null } }
                sinks: { spare: ~ }
            """);

        Assert.Null(pipeline.Sources[0].EventTime);
        Assert.Equal("screen", Assert.Single(pipeline.Sinks).Name);
    }

    [Fact]
    public void A_profile_may_add_components()
    {
        var pipeline = Load("    sinks: { another: { from: a, console: {} } }");

        Assert.Equal(["screen", "spare", "another"], pipeline.Sinks.Select(sink => sink.Name));
    }

    [Fact]
    public void A_variable_of_what_was_replaced_need_not_be_set()
    {
        var text = Base.Replace("a.jsonl", "\"${NOT_SET}\"", StringComparison.Ordinal) + "    sources: { a: { simulate: rig } }";

        Loading.Good(text, request => request with { Profile = "p" });
    }

    [Fact]
    public void A_misspelt_option_in_a_profile_does_not_replace_the_kind()
    {
        var problem = Loading.Bad(Base + "    sinks: { screen: { delivry: exactly_once } }", request => request with { Profile = "p" });

        Assert.Equal("Did you mean 'delivery'?", problem.Hint);
    }

    [Theory]
    [InlineData("sources:\n", "sourcse:\n", "sources")]
    [InlineData("sinks:\n", "sinsk:\n", "sinks")]
    [InlineData("profiles:\n", "profilse:\n", "profiles")]
    public void A_misspelt_section_is_one_problem_where_a_profile_adds_to_it(string right, string wrong, string meant)
    {
        var text = Base.Replace(right, wrong, StringComparison.Ordinal) + "    sources: { a: { simulate: rig } }\n    sinks: { screen: { console: {} } }";

        var problem = Loading.Bad(text, request => request with { Profile = "p" });

        Assert.Equal(("SG101", $"Did you mean '{meant}'?"), (problem.Code, problem.Hint));
    }

    [Fact]
    public void A_misspelt_profile_is_one_problem_where_the_base_needs_it()
    {
        var text = Base.Replace("file: { path: a.jsonl }", "kafka: {}", StringComparison.Ordinal) + "    sources: { a: { simulate: rig } }";

        var problem = Loading.Bad(text.Replace("  p:\n", "  sample:\n", StringComparison.Ordinal), request => request with { Profile = "smaple" });

        Assert.Equal(("SG107", "Did you mean 'sample'?"), (problem.Code, problem.Hint));
    }

    [Fact]
    public void A_misspelt_section_of_a_profile_is_merged_as_what_was_meant()
    {
        var problem = Loading.Bad(Base + "    sourcse: { a: { simulate: rig } }", request => request with { Profile = "p" });

        Assert.Equal(("SG101", "Did you mean 'sources'?"), (problem.Code, problem.Hint));
    }

    [Theory]
    [InlineData("decode: json", "dceode: json", "decode")]
    [InlineData("columns: {", "cloumns: {", "columns")]
    [InlineData("event_time: {", "eevnt_time: {", "event_time")]
    public void A_misspelt_option_of_the_base_is_found_where_the_kind_is_replaced(string right, string wrong, string meant)
    {
        var text = Base.Replace(right, wrong, StringComparison.Ordinal) + "    sources: { a: { simulate: rig } }";

        var problem = Loading.Bad(text, request => request with { Profile = "p" });

        Assert.Equal(("SG101", $"Did you mean '{meant}'?"), (problem.Code, problem.Hint));
    }

    [Theory]
    [InlineData("delivery: at_least_once", "dleivery: at_least_once", "delivery")]
    [InlineData("screen: { from: hot", "screen: { form: hot", "from")]
    public void A_misspelt_option_of_a_sink_is_found_where_its_kind_is_replaced(string right, string wrong, string meant)
    {
        var text = Base.Replace(right, wrong, StringComparison.Ordinal) + "    sinks: { screen: { console: {} } }";

        var problem = Loading.Bad(text, request => request with { Profile = "p" });

        Assert.Equal(("SG101", $"Did you mean '{meant}'?"), (problem.Code, problem.Hint));
    }

    [Fact]
    public void A_second_unknown_key_of_the_base_is_found_where_the_kind_is_replaced()
    {
        var text = Base.Replace("max_line: 100", "nonsense: 100", StringComparison.Ordinal) + "    sources: { a: { simulate: rig } }";

        var problem = Loading.Bad(text, request => request with { Profile = "p" });

        Assert.Equal("'nonsense' is not an option of sources.a.", problem.Message);
    }

    [Fact]
    public void A_kind_that_is_replaced_need_not_be_known()
    {
        var text = Base.Replace("file: { path: a.jsonl }", "kafka: { topics: a }", StringComparison.Ordinal) + "    sources: { a: { simulate: rig } }";

        Assert.Equal("simulate", Loading.Good(text, request => request with { Profile = "p" }).Sources[0].Type.Name);
    }

    [Fact]
    public void Problems_in_a_profile_are_located_there()
    {
        var problem = Loading.Bad(Base + "    runtime: { lanes: many }", request => request with { Profile = "p" });

        Assert.Equal("p.yaml:17:23", problem.Location.ToString());
    }

    [Fact]
    public void Says_that_there_are_no_profiles()
    {
        var problem = Loading.Bad("pipeline: p\n" + Base[Base.IndexOf("sources", StringComparison.Ordinal)..Base.IndexOf("profiles", StringComparison.Ordinal)], request => request with { Profile = "p" });

        Assert.Equal("p.yaml: error SG107: There is no profile 'p'.\n    The file has no profiles.", problem.ToString());
    }

    private static Core.Pipelines.PipelineDefinition Load(string profile) => Loading.Good(Base + profile, request => request with { Profile = "p" });
}
