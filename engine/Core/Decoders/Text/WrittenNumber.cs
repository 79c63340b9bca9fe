namespace StreamGuard.Core.Decoders.Text;

/// <summary>
/// A decimal number as written: ±<see cref="Mantissa"/> × 10^<see cref="Exponent"/>, where digits behind the 19th
/// significant one are left out (<see cref="IsCut"/> when one of them was not 0).
/// </summary>
internal readonly record struct WrittenNumber(ulong Mantissa, int Exponent, bool IsNegative, bool IsCut)
{
    private const int MostDigits = 19;

    // Far beyond every float and int, and far from overflowing.
    private const int MostExponent = 100_000_000;

    /// <summary>Reads <c>[+-]digits[.digits][e[+-]digits]</c>, digits on at least one side of the point; false for anything else.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out WrittenNumber number)
    {
        number = default;
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+')) at++;
        ulong mantissa = 0;
        var (exponent, digits, cut, any) = (0, 0, false, false);
        for (var inFraction = false; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9)
            {
                if (inFraction || text[at] != '.') break;
                inFraction = true;
                continue;
            }

            any = true;
            if (digits < MostDigits)
            {
                mantissa = mantissa * 10 + digit;
                if (mantissa != 0) digits++;
                if (inFraction) exponent--;
            }
            else
            {
                cut |= digit != 0;
                if (!inFraction) exponent++;
            }
        }

        if (!any || !TryExponent(text[at..], ref exponent)) return false;
        number = new WrittenNumber(mantissa, exponent, negative, cut);
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

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        if (text.IsEmpty) return true;
        if (text[0] is not ((byte)'e' or (byte)'E')) return false;
        var at = 1;
        var negative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+') at++;
        if (at == text.Length) return false;
        var written = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] is not (>= (byte)'0' and <= (byte)'9')) return false;
            written = Math.Min(MostExponent, written * 10 + (text[at] - '0'));
        }

        exponent += negative ? -written : written;
        return true;
    }
}
