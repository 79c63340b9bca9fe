using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Tests.Pipelines.Docs;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

public class JsonSchemaGeneratorTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(JsonSchemaGenerator.Generate(FakeComponents.Registry()))!;

    [Fact]
    public void Accepts_the_hydraulic_pipeline() => Assert.True(IsAccepted(Hydraulic.Text));

    [Theory]
    [InlineData("console: {}", "console:")]
    [InlineData("topics: hydraulic-*", "topics: [a, b]")]
    [InlineData("disorder: 10s", "disorder: \"${DISORDER:-10s}\"")]
    [InlineData("decode: json", "decode: { json: { strict: true } }")]
    [InlineData("cycle: int", "cycle: { from: a.b, type: list(int), on_error: null }")]
    [InlineData("{ model: hydraulic-rig, cycles: 20, seed: 7 }", "hydraulic-rig")]
    [InlineData("roll: { every: 10m }", "roll: {}")]
    [InlineData("    sinks:\n      alerts: {", "    runtime: { lanes: null }\n    sinks:\n      lake: null\n      alerts: { delivery: exactly_once,")]
    [InlineData("from: readings", "from: [readings, others.dead]")]
    public void Accepts(string old, string replacement) => Assert.True(IsAccepted(Replace(old, replacement)));

    [Theory]
    [InlineData("disorder: 10s", "disorder: 10")]
    [InlineData("start: earliest", "start: earlist")]
    [InlineData("key: [cycle]", "key: { cycle: 1 }")]
    [InlineData("late: dead_letter", "lat: dead_letter")]
    [InlineData("tumbling: 1s", "tumbling: 1s\n      session: 5s")]
    [InlineData("value: float", "value: flaot")]
    [InlineData("cycles: 20", "cycles: 0")]
    [InlineData("from: alarms\n    console: {}", "console: {}")]
    [InlineData("console: {}", "cnosole: {}")]
    [InlineData("console: {}", "console: { rows: 2000 }")]
    [InlineData("  seconds:", "  sec onds:")]
    [InlineData("pipeline:", "pipline:")]
    [InlineData("    sinks:\n      alerts", "    snks:\n      alerts")]
    public void Refuses(string old, string replacement) => Assert.False(IsAccepted(Replace(old, replacement)));

    [Fact]
    public void Refuses_every_misspelt_key()
    {
        foreach (var (_, at, name) in RobustnessTests.LanguageKeys()) Assert.False(IsAccepted(RobustnessTests.Misspell(at, name)), name);
    }

    [Fact]
    public void Says_what_an_option_is_and_what_it_is_without_being_written()
    {
        var deadband = Schema["definitions"]!["transform.deadband"]!;
        var skew = Schema["definitions"]!["source"]!["properties"]!["event_time"]!["properties"]!["max_skew"]!;

        Assert.Equal("Drops rows whose value has barely moved since the last row kept.\n\nExample:\n\ndeadband: { column: pressure, tolerance: 0.5 }", (string?)deadband["description"]);
        Assert.Equal("Numeric column to watch.", (string?)deadband["properties"]!["column"]!["description"]);
        Assert.Equal("1m", (string?)skew["default"]);
    }

    private static string Replace(string old, string replacement)
    {
        Assert.Contains(old, Hydraulic.Text, StringComparison.Ordinal);
        return Hydraulic.Text.Replace(old, replacement, StringComparison.Ordinal);
    }

    private static bool IsAccepted(string text) => new SchemaChecker(Schema).Accepts(YamlReader.Read("p.yaml", text, new Problems())!);
}
