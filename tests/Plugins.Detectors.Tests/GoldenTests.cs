namespace StreamGuard.Plugins.Detectors.Tests;

public class GoldenTests
{
    public static TheoryData<string> Files() => PluginGolden.Files("detectors");

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new DetectorsPlugin(), "detectors", file);
}
