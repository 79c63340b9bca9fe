using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests;

public class GoldenTests
{
    public static TheoryData<string> Files() => PluginGolden.Files("kafka");

    [NativeTheory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new KafkaPlugin(), "kafka", file);
}
