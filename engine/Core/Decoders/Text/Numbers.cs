using System.Globalization;

namespace StreamGuard.Core.Decoders.Text;

/// <summary>Numbers from UTF-8, exact: a float is the double nearest to what is written, as <c>double.Parse</c> gives it.</summary>
internal static class Numbers
{
    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// A finite float. False when it is no number, or one too large for a double. A mantissa below 2^53 times or by a
    /// power of ten up to 22 is one exact operation (Clinger 1990); the rest goes to the library's parser.
    /// </summary>
    public static bool TryFloat(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (!WrittenNumber.TryScan(text, out var number)) return false;
        if (number.Mantissa <= 1UL << 53 && !number.IsCut && number.Exponent is >= -22 and <= 22)
        {
            value = number.Mantissa;
            value = number.Exponent < 0 ? value / PowersOfTen[-number.Exponent] : value * PowersOfTen[number.Exponent];
            if (number.IsNegative) value = -value;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A whole number in any form, <c>5</c>, <c>5.0</c> or <c>1e3</c>. False when it has a fraction or does not fit.</summary>
    public static bool TryInt(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return WrittenNumber.TryScan(text, out var number) && number.TryScale(0, floor: false, out value);
    }

    /// <summary>A number of units of <c>10^power</c> microseconds, as whole microseconds, cut downwards.</summary>
    public static bool TryMicros(ReadOnlySpan<byte> text, int power, out long value)
    {
        value = 0;
        return WrittenNumber.TryScan(text, out var number) && number.TryScale(power, floor: true, out value);
    }

    /// <summary>10^<paramref name="power"/>, exact for 0 to 22.</summary>
    public static double PowerOfTen(int power) => PowersOfTen[power];

    /// <summary>The power of ten by which a unit of time is larger than a microsecond; null when it is none.</summary>
    public static int? PowerOfUnit(string unit) => unit switch
    {
        "s" => 6,
        "ms" => 3,
        "us" => 0,
        "ns" => -3,
        _ => null,
    };
}
