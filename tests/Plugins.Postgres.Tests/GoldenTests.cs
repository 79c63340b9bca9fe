namespace StreamGuard.Plugins.Postgres.Tests;

public class GoldenTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["PASSWORD"] = "hunter3" };

    public static TheoryData<string> Files() => PluginGolden.Files("postgres");

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new PostgresPlugin(), "postgres", file, Environment);
}
