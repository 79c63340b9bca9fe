using StreamGuard.Core.Expressions;
using StreamGuard.Core.History;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Expressions;

public class FunctionCatalogTests
{
    public static IEnumerable<object[]> Examples =>
        FunctionCatalog.All.SelectMany(function => function.Examples.Select(example => new object[] { function.Name, example.Expression, example.Value }));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_have_the_value_that_is_shown(string function, string expression, string value)
    {
        var actual = Evaluate.Constant($"to_string({expression})");

        Assert.True(value == (string?)actual || (value == "null" && actual is null), $"{function}: {expression} is {actual}, not {value}");
    }

    [Fact]
    public void Every_signature_can_be_read() => Assert.All(FunctionCatalog.All, function => Assert.NotEmpty(function.Signatures));

    [Theory]
    [InlineData("ISNULLOREMPTY")]
    [InlineData("isNullOrEmpty")]
    [InlineData("is_null_or_empty")]
    [InlineData("Ceil")]
    public void Names_are_found_in_any_case_with_and_without_underscores(string name) => Assert.NotNull(FunctionCatalog.Find(name));

    [Fact]
    public void The_page_of_functions_is_as_the_definitions_say()
    {
        var page = Path.Combine(SharedData.RepositoryRoot(), "engine", "FUNCTIONS.md");
        var written = FunctionDocs.Markdown(Registry.WithBuiltIns().AggregateFunctions, HistoryFunctions.All);
        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") File.WriteAllText(page, written);

        Assert.True(File.ReadAllText(page) == written, "engine/FUNCTIONS.md is stale: run the tests once with STREAMGUARD_UPDATE_GOLDEN=1");
    }
}
