namespace StreamGuard.Plugins.Webhook.Tests;

public class GoldenTests
{
    public static TheoryData<string> Files() => PluginGolden.Files("webhook");

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file) => PluginGolden.Compare(new WebhookPlugin(), "webhook", file, new Dictionary<string, string> { ["ROOM_URL"] = "https://rooms/none of your business", ["BAD_URL"] = "none of your business" });
}
