using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Tests.Decoders.Json;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Soak;

/// <summary>The three ways through a JSON record: the slowest, over all the bytes at once, is the measure of the others.</summary>
internal sealed class FuzzedJson(bool nested) : FuzzedDecoder(nested ? "json, nested" : "json")
{
    private static readonly ColumnSpec[] Flat =
    [
        .. DecoderHarness.Columns("sensor:string", "cycle:int", "timestamp:timestamp", "value:float", "ok:bool", "source_ip:string", "source_port:int"),
        new ColumnSpec { Name = "lenient", Type = ColumnType.Float, NullOnError = true },
    ];

    private static readonly ColumnSpec[] Nested =
    [
        .. DecoderHarness.Columns("sensor:string", "raw:json", "list:list(float)", "took:duration"),
        new ColumnSpec { Name = "inner", Type = ColumnType.Int, From = "obj.a[1].b" },
        new ColumnSpec { Name = "at", Type = ColumnType.Timestamp, Unit = "ms", From = "value" },
    ];

    public override byte[] Generate(Random random, int records) => JsonRecords.Lines(random, records, mutationsPerHundred: 50);

    public override void Check(byte[] bytes, Random random)
    {
        var pieces = random.Next(40, 20_000);
        var expected = Decode(JsonPath.Reader, bytes, int.MaxValue);
        foreach (var path in Enum.GetValues<JsonPath>()) AssertSame(expected, Decode(path, bytes, pieces), $"{path} over pieces of {pieces} bytes");
        var lines = Lines(bytes);
        if (expected.Rows.Count + expected.Bad.Count != lines)
            throw new InvalidDataException($"{lines} records gave {expected.Rows.Count} rows and {expected.Bad.Count} refusals");
        Count(expected);
    }

    /// <summary>Lines that are not only white space.</summary>
    private static int Lines(ReadOnlySpan<byte> bytes)
    {
        var lines = 0;
        foreach (var line in bytes.Split((byte)'\n'))
            if (bytes[line].ContainsAnyExcept(" \t\r"u8)) lines++;
        return lines;
    }

    private Decoded Decode(JsonPath path, byte[] bytes, int pieces) => new DecoderHarness(new JsonDecoder(path), nested ? Nested : Flat).Decode(bytes, pieces);
}
