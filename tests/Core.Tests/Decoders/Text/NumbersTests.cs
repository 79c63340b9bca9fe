using System.Globalization;
using System.Text;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Tests.Decoders.Text;

public class NumbersTests
{
    [Fact]
    public void Reads_floats_to_the_bit_as_the_library_does()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 200_000; i++)
        {
            var text = Written(random);
            var expected = double.Parse(text, CultureInfo.InvariantCulture);

            var good = Numbers.TryFloat(Encoding.UTF8.GetBytes(text), out var value);

            Assert.True(good == double.IsFinite(expected), $"{text}, seed {seed}");
            if (good) Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(value), $"{text}, seed {seed}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1 ")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("Infinity")]
    [InlineData("1e309")]
    public void Rejects_what_is_no_float(string text) => Assert.False(Numbers.TryFloat(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("9223372036854775807", true)]
    [InlineData("9223372036854775807.000", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("-9223372036854775808", true)]
    [InlineData("-9223372036854775809", false)]
    [InlineData("922337203685477580700000000000000e-14", true)]
    [InlineData("0.0000000000000000000000001", false)]
    [InlineData("1e19", false)]
    [InlineData("1e99999999999", false)]
    [InlineData("0e99999999999", true)]
    [InlineData("1e-99999999999", false)]
    [InlineData("10000000000000000000000000000000000001e-37", false)]
    public void Reads_whole_numbers_that_fit(string text, bool fits) =>
        Assert.Equal(fits, Numbers.TryInt(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1762612245.1234567", 6, 1762612245123456)]
    [InlineData("-0.0000001", 6, -1)]
    [InlineData("1762612245123456789", -3, 1762612245123456)]
    public void Cuts_times_downwards_to_microseconds(string text, int power, long expected)
    {
        Numbers.TryMicros(Encoding.UTF8.GetBytes(text), power, out var micros);

        Assert.Equal(expected, micros);
    }

    private static string Written(Random random) => random.Next(6) switch
    {
        0 => (random.Next(-9_999_999, 9_999_999) / Math.Pow(10, random.Next(7))).ToString("R", CultureInfo.InvariantCulture),
        1 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsNormal(any) ? any.ToString("R", CultureInfo.InvariantCulture) : "0.0",
        2 => $"{random.NextInt64()}.{random.NextInt64()}e{random.Next(-340, 310)}",
        3 => $"{(random.Next(2) == 0 ? "-" : "")}{random.Next(100)}.{new string('0', random.Next(25))}{random.Next(1000)}",
        4 => $"{random.NextInt64(1L << 52, 1L << 54)}e{random.Next(-25, 25)}",
        _ => $"{random.Next(1000)}{new string('0', random.Next(30))}E-{random.Next(40)}",
    };
}
