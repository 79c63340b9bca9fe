namespace StreamGuard.Core.Tests.Expressions.Functions;

public class JsonFunctionsTests
{
    [Theory]
    [InlineData("json_value('{\"a\":\"x\\u005cu00e9\"}', 'a')", "xé")]
    [InlineData("json_value('{\"a\":1,\"a\":2}', 'a')", "2")]
    [InlineData("json_value('{\"a\":null}', 'a')", null)]
    [InlineData("json_value('{\"a\":{}}', 'a')", null)]
    [InlineData("json_value('{\"a\":', 'a')", null)]
    [InlineData("json_value('', 'a')", null)]
    [InlineData("json_value('[[1],[2,3]]', '[1][0]')", "2")]
    [InlineData("json_value('{\"a\":\"\\u005cud800\"}', 'a')", null)]
    [InlineData("json_int('{\"a\":1e2}', 'a')", 100L)]
    [InlineData("json_int('{\"a\":1.5}', 'a')", null)]
    [InlineData("json_int('{\"a\":\"1\"}', '$.a')", null)]
    [InlineData("json_bool('{\"a\":0}', 'a')", null)]
    public void Finds_what_stands_at_a_path(string text, object? value) => Assert.Equal(value, Evaluate.Constant(text));

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[x]")]
    [InlineData("a[0")]
    [InlineData("a[-1]")]
    public void Refuses_what_is_no_path(string path) =>
        Assert.Contains("is no path", Evaluate.Problems($"json_value('{{}}', '{path}')", Evaluate.Schema()), StringComparison.Ordinal);
}
