using System.Text.Json;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Expressions;

/// <summary>The values that NCalc's own tests expect; numbers are compared as doubles.</summary>
public class ConformanceTests
{
    [Fact]
    public void Gives_the_values_that_NCalc_gives()
    {
        if (SharedData.Find("data/conformance/expression_cases.json") is not { } path) return;
        using var cases = JsonDocument.Parse(File.ReadAllText(path));

        var wrong = cases.RootElement.EnumerateArray().Select(Difference).OfType<string>().ToList();

        Assert.Empty(wrong);
        Assert.Equal(161, cases.RootElement.GetArrayLength());
    }

    private static string? Difference(JsonElement each)
    {
        var (text, expected) = (each.GetProperty("expression").GetString()!, each.GetProperty("value"));
        var actual = Evaluate.Constant(text);
        var same = actual switch
        {
            bool value => expected.ValueKind == (value ? JsonValueKind.True : JsonValueKind.False),
            string value => expected.ValueKind == JsonValueKind.String && expected.GetString() == value,
            long or double => expected.ValueKind == JsonValueKind.Number && Math.Abs(expected.GetDouble() - Convert.ToDouble(actual, null)) <= 1e-12,
            _ => false,
        };
        return same ? null : $"{text} is {actual}, not {expected}";
    }
}
