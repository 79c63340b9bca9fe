using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

public class OverridesTests
{
    private const string Text = """
        pipeline: p
        sources:
          a: { kafka: { brokers: b, topics: t }, decode: json, columns: { x: float }, max_line: 100 }
        sinks:
          screen: { from: a, console: { rows: 5 } }
        """;

    [Fact]
    public void Sets_an_option_of_the_kind_with_and_without_naming_it()
    {
        var pipeline = Load(("sources.a.kafka.group", "one"), ("sources.a.brokers", "other:9092"));

        var options = (FakeComponents.KafkaSourceOptions)pipeline.Sources[0].Options.Value;
        Assert.Equal(("one", "other:9092"), (options.Group, options.Brokers));
    }

    [Fact]
    public void Takes_a_value_in_yaml()
    {
        var pipeline = Load(("sources.a.topics", "[one, two]"), ("sources.a.event_time", "{ column: x, disorder: 5s }"));

        Assert.Equal(["one", "two"], ((FakeComponents.KafkaSourceOptions)pipeline.Sources[0].Options.Value).Topics);
        Assert.Equal(Duration.FromSeconds(5), pipeline.Sources[0].EventTime!.Disorder);
    }

    [Fact]
    public void Makes_maps_that_are_not_there() =>
        Assert.Equal(3, Load(("runtime.lanes", "3")).Run.Lanes);

    [Fact]
    public void Null_removes_and_the_last_one_counts()
    {
        var pipeline = Load(("sinks.screen.rows", "7"), ("sinks.screen.rows", "9"), ("sources.a.max_line", "null"));

        Assert.Equal(9, ((FakeComponents.ConsoleOptions)pipeline.Sinks[0].Options.Value).Rows);
        Assert.Equal(16 * 1024 * 1024, pipeline.Sources[0].Common.MaxLine);
    }

    [Fact]
    public void Is_located_at_the_command_line_without_its_value()
    {
        var problem = Loading.Bad(Text, Set(("sources.a.kafka.pin", "secret-pin")));

        Assert.Equal("--set sources.a.kafka.pin: error SG202: sources.a.pin must be a whole number, got ***.", problem.ToString());
    }

    [Fact]
    public void Points_at_an_unknown_option() =>
        Assert.Equal("Did you mean 'rows'?", Loading.Bad(Text, Set(("sinks.screen.rosw", "7"))).Hint);

    [Fact]
    public void Refuses_a_value_that_is_not_yaml() =>
        Assert.Equal("--set runtime.lanes", Loading.Load(Text, Set(("runtime.lanes", "[1"))).Problems[0].Location.ToString());

    private static PipelineDefinition Load(params (string, string)[] set) => Loading.Good(Text, Set(set));

    private static Func<LoadRequest, LoadRequest> Set(params (string, string)[] set) => request => request with { Set = set };
}
