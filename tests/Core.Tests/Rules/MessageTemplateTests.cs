using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Rules;

public class MessageTemplateTests
{
    private static readonly Schema Schema = new(
    [
        new("yes", ColumnType.Bool), new("n", ColumnType.Int), new("x", ColumnType.Float), new("at", ColumnType.Timestamp),
        new("took", ColumnType.Duration), new("Tot sum", ColumnType.String), new("tags", ColumnType.ListOf(ColumnType.String)),
    ]);

    private static readonly object?[] Row =
        [true, 1234567L, 151.4567, new DateTime(2025, 11, 8, 14, 30, 45, DateTimeKind.Utc), Duration.FromSeconds(90), "grün", new object?[] { "a", null }];

    [Theory]
    [InlineData("PS1 averaged {x:F1} bar", "PS1 averaged 151.5 bar")]
    [InlineData("{n:N0} {n} {yes} {Tot sum}", "1,234,567 1234567 true grün")]
    [InlineData("{at:HH:mm} {at}", "14:30 2025-11-08T14:30:45.000Z")]
    [InlineData("{took} {took:mm\\:ss} {tags}", "90s 01:30 [a, null]")]
    [InlineData("{{x}} is {x}", "{x} is 151.4567")]
    [InlineData("{x:P0}{n:D9}", "15,146 %001234567")]
    [InlineData("", "")]
    public void Puts_values_in_their_places(string template, string expected)
    {
        Assert.Equal(expected, Message(template, Row));
    }

    [Fact]
    public void Writes_nulls_and_numbers_that_are_none()
    {
        object?[] row = [true, null, double.NaN, null, null, null, null];

        Assert.Equal("null NaN null null", Message("{n:N0} {x:F1} {at:HH} {Tot sum}", row));
    }

    [Fact]
    public void Says_the_rule_and_what_it_read_unless_told_otherwise()
    {
        Assert.Equal("hot: yes (yes true)", Message(null, Row));
    }

    [Fact]
    public void Writes_numbers_longer_than_its_first_buffer()
    {
        Assert.Equal(4 + 200, Message("{x:F200}", Row).Length);
    }

    [Theory]
    [InlineData("{x", ProblemCodes.BadMessage)]
    [InlineData("x}", ProblemCodes.BadMessage)]
    [InlineData("{n:Q}", ProblemCodes.BadMessage)]
    [InlineData("{x:D}", ProblemCodes.BadMessage)]
    [InlineData("{yes:F1}", ProblemCodes.BadMessage)]
    [InlineData("{Tot sum:F1}", ProblemCodes.BadMessage)]
    [InlineData("{y}", "column")]
    public void Refuses_what_cannot_be_written(string template, string code)
    {
        var problems = TransformHarness.ProblemsOf(new AlertRules(Options(template)), Schema);

        Assert.Equal(code, Assert.Single(problems.All).Code);
    }

    [Fact]
    public void Tells_every_problem_of_a_message()
    {
        var problems = TransformHarness.ProblemsOf(new AlertRules(Options("{a} {b} {n:Q} }")), Schema);

        Assert.Equal(4, problems.All.Count);
    }

    private static RulesOptions Options(string? template) =>
        RuleRun.One(new RuleOptions { When = new ExpressionText("yes"), Message = template });

    private static string Message(string? template, object?[] row)
    {
        var options = RuleRun.Many(("hot", new RuleOptions { When = new ExpressionText("yes"), Message = template }));
        return (string)new TransformHarness(new AlertRules(options), Schema).Feed(row).Column("message")[0]!;
    }
}
