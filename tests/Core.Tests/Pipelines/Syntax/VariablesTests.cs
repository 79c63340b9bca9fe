using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Tests.Pipelines.Syntax;

public class VariablesTests
{
    [Theory]
    [InlineData("${SET}", "value")]
    [InlineData("a ${SET} b ${SET}", "a value b value")]
    [InlineData("${UNSET:-default}", "default")]
    [InlineData("${EMPTY:-default}", "default")]
    [InlineData("${EMPTY}", "")]
    [InlineData("${SET:-default}", "value")]
    [InlineData("${UNSET:-}", "")]
    [InlineData("${UNSET:-a:-b}", "a:-b")]
    [InlineData("${UNSET:-${SET}}", "value")]
    [InlineData("${UNSET:-${UNSET:-deep}}", "deep")]
    [InlineData("$${SET}", "${SET}")]
    [InlineData("$$", "$")]
    [InlineData("$SET and 5$", "$SET and 5$")]
    [InlineData("{SET}", "{SET}")]
    public void Puts_values_in(string text, string expected) => Assert.Equal(expected, Substitute(text).Text);

    [Theory]
    [InlineData("${UNSET}", ProblemCodes.VariableNotSet, 1)]
    [InlineData("ab ${UNSET}", ProblemCodes.VariableNotSet, 4)]
    [InlineData("a ${open", ProblemCodes.MalformedVariable, 3)]
    [InlineData("${}", ProblemCodes.MalformedVariable, 1)]
    [InlineData("${1ST}", ProblemCodes.MalformedVariable, 1)]
    [InlineData("${A B}", ProblemCodes.MalformedVariable, 1)]
    [InlineData("${SET-default}", ProblemCodes.MalformedVariable, 1)]
    public void Points_at_what_cannot_be_put_in(string text, string code, int column)
    {
        var problems = new Problems();

        var scalar = Substitute(text, problems);

        var problem = Assert.Single(problems.All);
        Assert.Equal((code, column), (problem.Code, problem.Location.Column));
        Assert.True(scalar.IsUnknown);
    }

    [Fact]
    public void What_was_put_in_is_typed_as_written_plain()
    {
        Assert.Equal(ScalarStyle.Plain, Substitute("${UNSET:-3}").Style);
        Assert.Equal(ScalarStyle.Quoted, Substitute("3").Style);
        Assert.Equal(ScalarStyle.Quoted, Substitute("$$3").Style);
    }

    [Fact]
    public void A_value_that_looks_like_a_variable_is_left_alone() =>
        Assert.Equal("${SET}", ((ScalarNode)new Variables(_ => "${SET}", new Problems()).Substitute(Quoted("${X}"))).Text);

    private static ScalarNode Substitute(string text, Problems? problems = null)
    {
        var variables = new Variables(name => name switch { "SET" => "value", "EMPTY" => "", _ => null }, problems ?? new Problems());
        return (ScalarNode)variables.Substitute(Quoted(text));
    }

    private static ScalarNode Quoted(string text) => new(new Location("f", 1, 1), text, ScalarStyle.Quoted);
}
