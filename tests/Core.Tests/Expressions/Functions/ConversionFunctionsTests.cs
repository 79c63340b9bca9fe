namespace StreamGuard.Core.Tests.Expressions.Functions;

public class ConversionFunctionsTests
{
    [Theory]
    [InlineData("to_int(' -7 ')", -7L)]
    [InlineData("to_int('7.0')", null)]
    [InlineData("to_int('')", null)]
    [InlineData("to_int('9223372036854775808')", null)]
    [InlineData("to_int(-2.9)", -2L)]
    [InlineData("to_int(nan())", null)]
    [InlineData("to_int(9223372036854775807.0)", null)]
    [InlineData("to_int(-9223372036854775808.0)", long.MinValue)]
    [InlineData("to_int(true)", 1L)]
    [InlineData("to_float('1,5')", null)]
    [InlineData("to_float(null)", null)]
    [InlineData("is_nan(to_float('NaN'))", true)]
    [InlineData("to_float('-Infinity') < -1e308", true)]
    [InlineData("to_float(3)", 3.0)]
    [InlineData("to_bool('maybe')", null)]
    [InlineData("to_bool(' NO ')", false)]
    [InlineData("to_bool(2)", true)]
    [InlineData("to_string(2.0)", "2.0")]
    [InlineData("to_string(-0.0)", "-0.0")]
    [InlineData("to_string(1e300)", "1E+300")]
    [InlineData("to_string(nan())", "NaN")]
    [InlineData("to_string(-9223372036854775808)", "-9223372036854775808")]
    [InlineData("to_string(1 == 1)", "true")]
    public void Is_null_where_the_value_has_none_of_the_other_type(string text, object? value) => Assert.Equal(value, Evaluate.Constant(text));
}
