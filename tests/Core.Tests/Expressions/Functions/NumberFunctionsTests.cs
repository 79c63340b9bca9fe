namespace StreamGuard.Core.Tests.Expressions.Functions;

public class NumberFunctionsTests
{
    [Theory]
    [InlineData("round(2.5)", 3.0)]
    [InlineData("round(-2.5)", -3.0)]
    [InlineData("round(1.255, 20)", 1.255)]
    [InlineData("round(1250.0, -2)", 1300.0)]
    [InlineData("round(1.0, -9223372036854775808)", 0.0)]
    [InlineData("round(7)", 7L)]
    [InlineData("max(1, 2, 3)", 3L)]
    [InlineData("max(1, nan(), 3)", double.NaN)]
    [InlineData("min(1, null)", null)]
    [InlineData("sign(-0.5)", -1.0)]
    [InlineData("5 % -3", 2L)]
    [InlineData("-5 % 3", -2L)]
    [InlineData("-7 div 2", -3L)]
    [InlineData("5.5 % 2", 1.5)]
    [InlineData("5.5 % 0", null)]
    [InlineData("1 << 65", 2L)]
    [InlineData("-8 >> 1", -4L)]
    [InlineData("~0", -1L)]
    [InlineData("5 ^ 1", 4L)]
    [InlineData("4611686018427387904 * 2", null)]
    [InlineData("-4611686018427387904 * 2", long.MinValue)]
    [InlineData("1 - -9223372036854775808", null)]
    [InlineData("0.0 == -0.0", true)]
    [InlineData("infinity() - infinity() == 0", false)]
    public void Keeps_ints_ints_and_is_null_where_none_fits(string text, object? value) => Assert.Equal(value, Evaluate.Constant(text));
}
