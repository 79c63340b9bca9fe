using StreamGuard.Core.Expressions.Syntax;

namespace StreamGuard.Core.Tests.Expressions.Syntax;

public class ParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "(+ 1 (* 2 3))")]
    [InlineData("-1 ** 2", "(neg (** 1 2))")]
    [InlineData("2 ** -x ** 2", "(** 2 (neg (** x 2)))")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("not a == b and c", "(and (not (== a b)) c)")]
    [InlineData("!a == b", "(== (not a) b)")]
    [InlineData("a or b and c", "(or a (and b c))")]
    [InlineData("a | b ^ c & d == e", "(| a (^ b (& c (== d e))))")]
    [InlineData("1 << 2 + 3", "(<< 1 (+ 2 3))")]
    [InlineData("a < b + 1", "(< a (+ b 1))")]
    [InlineData("a ? b : c ? d : e", "(if a b (if c d e))")]
    [InlineData("x not in (1, 2)", "(not (in x 1 2))")]
    [InlineData("in(x, 1, 2)", "(in x 1 2)")]
    [InlineData("a is not null and b is null", "(and (not (is null a)) (is null b))")]
    [InlineData("x not between 1 and 2 and y", "(and (not (between x 1 2)) y)")]
    [InlineData("a LIKE 'x%' Or b matches 'y'", "(or (like a x%) (matches b y))")]
    [InlineData("[Tot sum] <> [and]", "(!= Tot sum and)")]
    [InlineData("7 div 2 % 3", "(% (div 7 2) 3)")]
    [InlineData("#2025-11-08#", "(timestamp 2025-11-08)")]
    [InlineData("'it\\'s \\u00e9\\n'", "it's é\n")]
    [InlineData("\"double\"", "double")]
    [InlineData("123.E2 + .5", "(+ 12300 0.5)")]
    [InlineData("mean( value )", "(mean value)")]
    [InlineData("count(last: 10m)", "(count  last 10m)")]
    [InlineData("sum(c ? last : b, LAST: 1h30m exclusive, before: 7d)", "(sum (if c last b) last 90m exclusive before 7d)")]
    [InlineData("last(x, last: 100 rows) > mean(x, last: 1 row)", "(> (last x last 100 rows) (mean x last 1 row))")]
    public void Reads_operators_by_their_strength(string text, string tree) => Assert.Equal(tree, Show(Parser.Parse(text)));

    [Theory]
    [InlineData("", 0, "the expression is empty")]
    [InlineData("a b", 2, "'b' is not expected here")]
    [InlineData("(a", 0, "a ')' is missing")]
    [InlineData("f(a", 3, "a ')' is missing")]
    [InlineData("f(a b)", 4, "'b' stands where ',' or ')' was expected")]
    [InlineData("a in ()", 2, "the list behind 'in' is empty")]
    [InlineData("a is 5", 5, "'is' takes null or not null")]
    [InlineData("a ? b", 5, "'c ? a : b' has no ':'")]
    [InlineData("'open", 0, "a text has no closing quote")]
    [InlineData("'\\q'", 1, "'\\q' is no escape")]
    [InlineData("[open", 0, "a column's name in brackets has no ']'")]
    [InlineData("5m", 0, "'5m' is neither a number nor a name")]
    [InlineData("a + 5mx", 4, "'5m' is neither a number nor a name")]
    [InlineData("a + 5m", 4, "'5m' is neither a number nor a name")]
    [InlineData("f(a, lst: 5m)", 5, "a call has no 'lst:'")]
    [InlineData("f(last: 5m, a)", 12, "an argument stands behind 'last:' or 'before:'")]
    [InlineData("f(last: 5m, last: 6m)", 12, "'last:' is written twice")]
    [InlineData("f(last: 5)", 8, "'last:' needs a span of time or a number of rows")]
    [InlineData("f(last: 0s)", 8, "'last:' needs a span of time or a number of rows")]
    [InlineData("f(last: 0 rows)", 8, "'last:' needs a span of time or a number of rows")]
    [InlineData("f(before: x)", 10, "'before:' needs a span of time")]
    [InlineData("f(before: 5 rows)", 10, "'before:' takes a span of time, not rows")]
    [InlineData("f(last: 5 rows exclusive)", 15, "'exclusive' is of use only behind a span of time after 'last:'")]
    [InlineData("99999999999999999999999", 0, "99999999999999999999999 is too large for an int")]
    [InlineData("9223372036854775808", 0, "9223372036854775808 is too large for an int")]
    [InlineData("a @ b", 2, "'@' means nothing here")]
    [InlineData("and", 0, "'and' stands where a value was expected")]
    [InlineData("* 2", 0, "'*' stands where a value was expected")]
    public void Says_where_the_text_is_no_expression(string text, int start, string message)
    {
        var problem = Assert.Throws<SyntaxException>(() => Parser.Parse(text));

        Assert.Equal((start, message), (problem.Start, problem.Message));
    }

    [Fact]
    public void Refuses_what_is_nested_too_deep_or_too_long()
    {
        Assert.Throws<SyntaxException>(() => Parser.Parse(new string('(', 5000) + "1" + new string(')', 5000)));
        Assert.Throws<SyntaxException>(() => Parser.Parse(string.Join(" ", Enumerable.Repeat("not", 300)) + " a"));
        Assert.Throws<SyntaxException>(() => Parser.Parse(string.Join("+", Enumerable.Repeat("1", 100_000))));
    }

    private static string Show(SyntaxNode node) => node switch
    {
        LiteralSyntax literal => FormattableString.Invariant($"{literal.Value}"),
        NameSyntax name => name.Name,
        CallSyntax call => $"({call.Name} {string.Join(" ", call.Arguments.Select(Show))}{string.Concat(call.Modifiers.Select(Show))})",
        _ => throw new NotSupportedException(),
    };

    private static string Show(ModifierSyntax modifier) => $" {modifier.Name} {modifier.Value}{(modifier.IsExclusive ? " exclusive" : "")}";
}
