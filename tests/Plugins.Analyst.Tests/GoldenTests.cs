namespace StreamGuard.Plugins.Analyst.Tests;

public class GoldenTests
{
    public static TheoryData<string> Files() => PluginGolden.Files("analyst");

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new AnalystPlugin(), "analyst", file, new Dictionary<string, string> { ["ANALYST_KEY"] = "none of your business" });
}
