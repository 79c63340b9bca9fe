using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Matrix;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Soak;

/// <summary>Recordings of a row a cycle, with rows of another length, cells that are no numbers, and damage.</summary>
internal sealed class FuzzedMatrix() : FuzzedDecoder("matrix")
{
    public override byte[] Generate(Random random, int records)
    {
        var separator = random.Next(2) == 0 ? '\t' : ',';
        var samples = random.Next(1, 30);
        var text = new StringBuilder();
        for (var i = 0; i < records; i++)
            text.AppendJoin(separator, Enumerable.Range(0, random.Next(50) == 0 ? random.Next(1, 40) : samples).Select(_ => Sample(random))).Append('\n');
        return Damage(random, Encoding.UTF8.GetBytes(text.ToString()), places: random.Next(records / 4));
    }

    public override void Check(byte[] bytes, Random random)
    {
        var expected = Decode(bytes, int.MaxValue);
        var pieces = random.Next(1, 5000);
        AssertSame(expected, Decode(bytes, pieces), $"pieces of {pieces} bytes");
        Count(expected);
    }

    private static Decoded Decode(byte[] bytes, int pieces) =>
        new DecoderHarness(new MatrixDecoder(new MatrixOptions { Start = "2025-11-08T14:30:00Z", Period = Duration.FromSeconds(60) })).Decode(bytes, pieces);

    private static string Sample(Random random) => random.Next(200) switch
    {
        0 => "x",
        1 => "",
        2 => "-1e-400",
        _ => (random.Next(-99999, 99999) / 100.0).ToString(CultureInfo.InvariantCulture),
    };
}
