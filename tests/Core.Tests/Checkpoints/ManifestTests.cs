using System.Security.Cryptography;
using System.Text;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Tests.Checkpoints;

public class ManifestTests
{
    private static readonly Manifest Small = new()
    {
        Pipeline = "rig",
        Epoch = 42,
        Generation = 3,
        Taken = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        NewBytes = 5,
        States = [new ManifestState("seconds", "lane 1 of 2", "window", "f00d", 5, [new BlockReference("abc", 5, 42, 0)])],
        Positions = new Dictionary<string, IReadOnlyDictionary<string, long>> { ["in"] = new Dictionary<string, long> { ["data/Ü-1.csv"] = 4711 } },
    };

    [Fact]
    public void Is_a_line_of_json_with_its_checksum()
    {
        var text = Encoding.UTF8.GetString(Small.ToBytes());

        Assert.Equal(
            """
            {"checkpoint":{"format":1,"pipeline":"rig","epoch":42,"generation":3,"taken":"2026-03-01T12:00:00+00:00","new_bytes":5,"states":[{"component":"seconds","part":"lane 1 of 2","kind":"window","fingerprint":"f00d","bytes":5,"blocks":[{"sha256":"abc","bytes":5,"epoch":42,"at":0}]}],"positions":{"in":{"data/Ü-1.csv":4711}}},"sha256":"
            """,
            text[..text.LastIndexOf("\":\"", StringComparison.Ordinal)] + "\":\"");
        Assert.EndsWith("\"}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_what_it_wrote()
    {
        var read = Manifest.Parse(Small.ToBytes());

        Assert.Equal((42, 3, 5, Small.Taken), (read.Epoch, read.Generation, read.NewBytes, read.Taken));
        Assert.Equal(Small.Blocks, read.Blocks);
        Assert.Equal(4711, read.Positions!["in"]["data/Ü-1.csv"]);
    }

    [Fact]
    public void Refuses_a_format_it_does_not_know()
    {
        const string body = """{"format":2,"all":"new"}""";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

        var refusal = Assert.Throws<InvalidDataException>(() => Manifest.Parse(Encoding.UTF8.GetBytes($"{{\"checkpoint\":{body},\"sha256\":\"{hash}\"}}\n")));

        Assert.Equal("it has format 2, and this program reads format 1: it was written by another version", refusal.Message);
    }
}
