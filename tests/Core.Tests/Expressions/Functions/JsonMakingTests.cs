namespace StreamGuard.Core.Tests.Expressions.Functions;

public class JsonMakingTests
{
    [Theory]
    [InlineData("to_string(json_object('a', 1, 'b', 'x\"y', 'c', 1.0, 'd', true))", "{\"a\":1,\"b\":\"x\\\"y\",\"c\":1,\"d\":true}")]
    [InlineData("to_string(json_object('n', null, 'q', 1 / 0))", "{\"n\":null,\"q\":null}")]
    [InlineData("to_string(json_object('t', timestamp('2025-11-08T14:30:45Z'), 'inner', json_object('k', 2)))", "{\"t\":\"2025-11-08T14:30:45.000Z\",\"inner\":{\"k\":2}}")]
    [InlineData("to_string(json_object(nullif('a', 'a'), 1, 'b', 2))", "{\"b\":2}")]
    [InlineData("to_string(json_object(upper('k'), lower('V')))", "{\"K\":\"v\"}")]
    [InlineData("to_string(to_json(1.5))", "1.5")]
    [InlineData("to_string(to_json(to_float('NaN')))", "null")]
    [InlineData("to_json(nullif(1, 1))", null)]
    public void Makes_json_of_values(string text, object? value) => Assert.Equal(value, Evaluate.Constant(text));

    [Theory]
    [InlineData("json_object('a')", "does not take 1 argument")]
    [InlineData("json_object('a', 1, 'b')", "does not take 3 arguments")]
    [InlineData("json_object('a', 1, 2, 'b')", "does not take string, int, int, string")]
    public void Wants_a_name_before_each_value(string text, string expected) =>
        Assert.Contains(expected, Evaluate.Problems(text, Evaluate.Schema()), StringComparison.Ordinal);
}
