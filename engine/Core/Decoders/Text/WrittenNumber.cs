namespace StreamGuard.Core.Decoders.Text;

/// <summary>
/// A decimal number as written: ±<see cref="Mantissa"/> × 10^<see cref="Exponent"/>, where digits behind the 19th
/// significant one are left out (<see cref="IsCut"/> when one of them was not 0).
/// </summary>
internal readonly record struct WrittenNumber(ulong Mantissa, int Exponent, bool IsNegative, bool IsCut)
{
    // A mantissa below this has room for one more digit: 10^18.
    private const ulong Full = 1_000_000_000_000_000_000;

    // Far beyond every float and int, and far from overflowing.
    private const int MostExponent = 100_000_000;

    /// <summary>Reads <c>[+-]digits[.digits][e[+-]digits]</c>, digits on at least one side of the point; false for anything else.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out WrittenNumber number)
    {
        number = new WrittenNumber(0, 0, text.Length > 0 && text[0] == '-', false);
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        var whole = CountDigits(text);
        number = number.Then(text[..whole], isFraction: false);
        text = text[whole..];
        var fraction = 0;
        if (text.Length > 0 && text[0] == '.')
        {
            fraction = CountDigits(text[1..]);
            number = number.Then(text.Slice(1, fraction), isFraction: true);
            text = text[(1 + fraction)..];
        }

        if (whole + fraction == 0 || !TryExponent(text, out var exponent)) return false;
        number = number with { Exponent = number.Exponent + exponent };
        return true;
    }

    /// <summary>The number times 10^<paramref name="power"/> as an int64. False when it does not fit, or has a fraction that may not be cut.</summary>
    public bool TryScale(int power, bool floor, out long value)
    {
        value = 0;
        if (Mantissa == 0) return true;
        var (whole, exponent, rest) = ((UInt128)Mantissa, Exponent + power, IsCut);
        for (; exponent > 0; exponent--)
        {
            whole *= 10;
            if (whole > ulong.MaxValue) return false;
        }

        for (; exponent < 0 && (whole != 0); exponent++)
        {
            (whole, var digit) = UInt128.DivRem(whole, 10);
            rest |= digit != 0;
        }

        if (rest && !floor) return false;
        if (rest && IsNegative) whole++;
        if (whole > (IsNegative ? (UInt128)1 << 63 : long.MaxValue)) return false;
        value = IsNegative ? (long)(0 - (ulong)whole) : (long)whole;
        return true;
    }

    /// <summary>The number with more digits behind it; those behind the 19th count only towards the exponent.</summary>
    private WrittenNumber Then(ReadOnlySpan<byte> digits, bool isFraction)
    {
        var (mantissa, exponent, cut) = (Mantissa, Exponent, IsCut);
        foreach (var digit in digits)
        {
            if (mantissa < Full)
            {
                mantissa = mantissa * 10 + (uint)(digit - '0');
                if (isFraction) exponent--;
            }
            else
            {
                cut |= digit != '0';
                if (!isFraction) exponent++;
            }
        }

        return new WrittenNumber(mantissa, exponent, IsNegative, cut);
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0 ? text.Length : digits;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty) return true;
        if (text[0] is not ((byte)'e' or (byte)'E')) return false;
        text = text[1..];
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        if (text.IsEmpty || CountDigits(text) != text.Length) return false;
        foreach (var digit in text) exponent = Math.Min(MostExponent, exponent * 10 + (digit - '0'));
        if (negative) exponent = -exponent;
        return true;
    }
}
