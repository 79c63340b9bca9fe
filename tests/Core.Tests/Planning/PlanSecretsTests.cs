using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Planning;

public sealed class PlanSecretsTests
{
    [Fact]
    public void Secrets_are_found_wherever_options_hold_them()
    {
        var plan = new PipelineHarness { Sources = { ["rows"] = new ScriptedSource(new Schema([new("n", ColumnType.Int)])) }, Sinks = { ["out"] = new CollectingSink() } }.Plan("""
            pipeline: secrets
            sources: { rows: { scripted: rows } }
            sinks: { out: { from: rows, collect: out } }
            """);
        var options = new Outer { Key = "abcdefgh", Inner = new() { Password = "Host=db;Password=pa55word;Port=1" }, Headers = new Dictionary<string, Inner> { ["x"] = new() { Password = "in a header" } }, Short = "abc", Plain = "is none" };
        var node = plan.Nodes[0];
        var with = plan with { Nodes = [node with { Definition = node.Definition with { Options = node.Definition.Options with { Value = options } } }] };

        var found = PlanSecrets.Of(with);

        Assert.Equal(["Host=db;Password=pa55word;Port=1", "abcdefgh", "in a header", "pa55word"], found.Order(StringComparer.Ordinal));
    }

    internal sealed record Outer
    {
        [Secret]
        public string? Key { get; init; }

        [Secret]
        public string? Short { get; init; }

        public string? Plain { get; init; }

        public Inner? Inner { get; init; }

        public IReadOnlyDictionary<string, Inner> Headers { get; init; } = new Dictionary<string, Inner>();
    }

    internal sealed record Inner
    {
        [Secret]
        public string? Password { get; init; }
    }
}
