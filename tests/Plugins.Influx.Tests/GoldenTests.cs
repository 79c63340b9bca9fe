namespace StreamGuard.Plugins.Influx.Tests;

public class GoldenTests
{
    public static TheoryData<string> Files() => PluginGolden.Files("influx");

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new InfluxPlugin(), "influx", file, new Dictionary<string, string> { ["INFLUX_TOKEN"] = "none of your business" });
}
