namespace StreamGuard.Plugins.DuckDb.Tests;

public class GoldenTests
{
    public static TheoryData<string> Files() => PluginGolden.Files("duckdb");

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new DuckDbPlugin(), "duckdb", file);
}
