using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Tests.Pipelines;

public class SecretsTests
{
    [Theory]
    [InlineData("pin: hunter2")]
    [InlineData("pin: [hunter2]")]
    [InlineData("pin: { hunter2: hunter2 }")]
    [InlineData("pin: \"${PIN}\"")]
    [InlineData("pin: \"${PIN_UNSET:-hunter2}\"")]
    [InlineData("pin: \"${PIN_UNSET:-hunter2\"")]
    [InlineData("password: [hunter2]")]
    [InlineData("passwrod: hunter2")]
    [InlineData("pin: hunter2, pin: hunter2")]
    public void Are_never_printed(string option)
    {
        var text = $$"""
            pipeline: p
            sources:
              a: { kafka: { brokers: b, topics: t, {{option}} }, decode: json, columns: { x: float } }
            sinks:
              screen: { from: a, console: }
            """;

        var problems = Loading.Load(text, request => request with { Environment = name => name == "PIN" ? "hunter2" : null }).Problems;

        Assert.NotEmpty(problems);
        Assert.DoesNotContain("hunter2", string.Join('\n', problems) + ProblemFormats.Json(problems) + ProblemFormats.GitHub(problems) + ProblemFormats.Sarif(problems, "1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_not_printed_where_a_map_with_one_was_wanted()
    {
        var problem = Loading.Bad("pipeline: p\nsources: { a: { kafka: hunter2 } }\nsinks: { screen: { from: a, console: } }");

        Assert.Contains("got ***", problem.Message, StringComparison.Ordinal);
    }
}
