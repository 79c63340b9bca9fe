using System.Text;
using StreamGuard.Core.Models.Trees.XGBoost;

namespace StreamGuard.Core.Tests.Models.Trees.XGBoost;

public class UbjsonTests
{
    public static TheoryData<byte[], string> Documents => new()
    {
        { [.. "{i"u8, 1, .. "aZi"u8, 1, .. "bTi"u8, 1, .. "cF}"u8], """{"a":null,"b":true,"c":false}""" },
        { [.. "[NU"u8, 200, .. "i"u8, 200, .. "I"u8, 1, 0, .. "l"u8, 255, 255, 255, 254, .. "L"u8, 0, 0, 0, 1, 0, 0, 0, 0, .. "]"u8], "[200,-56,256,-2,4294967296]" },
        { [.. "[$d#i"u8, 2, 0x3E, 0x99, 0x99, 0x9A, 0x7F, 0x80, 0, 0], """[0.3,"Infinity"]""" },
        { [.. "[#U"u8, 2, .. "D"u8, 0x3F, 0xD3, 0x33, 0x33, 0x33, 0x33, 0x33, 0x33, .. "Si"u8, 2, .. "hi"u8], """[0.3,"hi"]""" },
        { [.. "{$U#i"u8, 1, .. "i"u8, 1, .. "a"u8, 7], """{"a":7}""" },
        { [.. "[$l#L"u8, 0, 0, 0, 0, 0, 0, 0, 0], "[]" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Becomes_JSON_of_the_same_values(byte[] ubjson, string json) => Assert.Equal(json, Encoding.UTF8.GetString(Ubjson.ToJson(ubjson).Span));

    [Fact]
    public void Gives_every_float_its_own_bits_again()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var bits = random.Next();
            var json = Encoding.UTF8.GetString(Ubjson.ToJson([(byte)'d', (byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]).Span);

            if (float.IsFinite(BitConverter.Int32BitsToSingle(bits))) Assert.Equal(bits, BitConverter.SingleToInt32Bits(float.Parse(json)));
        }
    }

    [Theory]
    [InlineData("{i")]
    [InlineData("[$d#i\u0005ab")]
    [InlineData("[$d]")]
    [InlineData("[x]")]
    [InlineData("[#L\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f")]
    [InlineData("Si\u0001")]
    public void Refuses_what_is_broken(string bytes) => Assert.Throws<UbjsonException>(() => Ubjson.ToJson(Encoding.Latin1.GetBytes(bytes)));

    [Fact]
    public void Refuses_what_is_too_deep() => Assert.Contains("too deep", Assert.Throws<UbjsonException>(() => Ubjson.ToJson(Encoding.Latin1.GetBytes(new string('[', 10_000)))).Message, StringComparison.Ordinal);
}
