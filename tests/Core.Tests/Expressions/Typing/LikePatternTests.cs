using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Tests.Expressions.Typing;

public class LikePatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "%", true)]
    [InlineData("", "_", false)]
    [InlineData("pump", "pump", true)]
    [InlineData("pump", "pum", false)]
    [InlineData("pump", "p%p", true)]
    [InlineData("pump", "%u%", true)]
    [InlineData("pump", "%%_%%p", true)]
    [InlineData("aaab", "%aab", true)]
    [InlineData("aXbXc", "a%X_", true)]
    [InlineData("é😀", "__", true)]
    [InlineData("é😀", "___", false)]
    [InlineData("50%", "50\\%", true)]
    [InlineData("500", "50\\%", false)]
    [InlineData("a_b", "a\\_b", true)]
    [InlineData("Pump", "p%", false)]
    public void Percent_is_any_number_and_underscore_one_character(string text, string pattern, bool matches) =>
        Assert.Equal(matches, LikePattern.IsMatch(Utf8.Of(text), LikePattern.Parse(pattern)));

    [Fact]
    public void A_backslash_at_the_end_is_no_pattern() => Assert.Throws<FormatException>(() => LikePattern.Parse("a\\"));

    [Fact]
    public void Many_percents_take_time_linear_in_each() =>
        Assert.False(LikePattern.IsMatch(Utf8.Of(new string('a', 5000)), LikePattern.Parse(string.Concat(Enumerable.Repeat("%a", 50)) + "b")));
}
