using System.Globalization;
using System.Text;
using StreamGuard.Core.Decoders.Csv;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Soak;

/// <summary>Tables with quotes, line feeds within quotes, missing and extra cells, and damage.</summary>
internal sealed class FuzzedCsv() : FuzzedDecoder("csv")
{
    private static readonly string[] Columns = ["name:string", "value:float", "n:int", "at:timestamp", "ok:bool", "list:list(int)"];

    public override byte[] Generate(Random random, int records)
    {
        var text = new StringBuilder();
        for (var i = 0; i < records; i++)
            text.AppendJoin(',', Enumerable.Range(0, random.Next(20) == 0 ? random.Next(9) : 6).Select(column => Cell(random, column))).Append(random.Next(9) == 0 ? "\r\n" : "\n");
        // A header without a column that is asked for ends the run, as it should: the damage is behind it.
        return [.. "name,value,n,at,ok,list\n"u8, .. Damage(random, Encoding.UTF8.GetBytes(text.ToString()), places: random.Next(records))];
    }

    public override void Check(byte[] bytes, Random random)
    {
        var expected = Decode(bytes, int.MaxValue);
        var pieces = random.Next(1, 5000);
        AssertSame(expected, Decode(bytes, pieces), $"pieces of {pieces} bytes");
        Count(expected);
    }

    private static Decoded Decode(byte[] bytes, int pieces) =>
        new DecoderHarness(new CsvDecoder(new CsvOptions()), DecoderHarness.Columns(Columns)).Decode(bytes, pieces);

    private static string Cell(Random random, int column) => random.Next(12) == 0 ? Odd(random) : column switch
    {
        0 => random.Next(3) == 0 ? "\"a, \"\"b\"\"\nc\"" : $"PS{random.Next(17)}",
        1 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        2 => random.NextInt64(-9, 99999).ToString(CultureInfo.InvariantCulture),
        3 => $"2025-11-08T14:30:{random.Next(60):D2}.{random.Next(1000):D3}Z",
        4 => random.Next(2) == 0 ? "true" : "false",
        _ => "\"[1, 2]\"",
    };

    private static string Odd(Random random) => random.Next(7) switch
    {
        0 => "",
        1 => "\"\"",
        2 => "\"",
        3 => "NaN",
        4 => new string('9', random.Next(400)),
        5 => "1e999",
        _ => "\u00e9\ud83d\ude00 5\" x",
    };
}
