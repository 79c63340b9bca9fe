namespace StreamGuard.Core.Decoders.Text;

/// <summary>
/// Times of day and date as ISO 8601 and RFC 3339 write them, from UTF-8: <c>2025-11-08</c>, <c>2025-11-08T14:30</c>,
/// <c>2025-11-08 14:30:45.123456789+01:00</c>. Without a zone it is UTC; what is finer than a microsecond is cut.
/// </summary>
internal static class TimestampText
{
    public const long Minute = 60_000_000;
    private const long Day = 24 * 60 * Minute;

    /// <summary>False when it is no time, or one outside the years 1 to 9999.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="micros">Microseconds since 1970-01-01T00:00:00Z.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (!TryDate(text, out var days)) return false;
        micros = days * Day;
        if (text.Length == 10) return true;
        if (text[10] is not ((byte)'T' or (byte)' ' or (byte)'t')) return false;
        var rest = text[11..];
        if (!TryTime(ref rest, out var time) || !TryZone(rest, out var zone)) return false;
        micros += time - zone;
        return micros >= Contracts.Timestamps.Earliest && micros <= Contracts.Timestamps.Latest;
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Two(text, 0, out var century) || !Two(text, 2, out var year) || !Two(text, 5, out var month) || !Two(text, 8, out var day)) return false;
        year += century * 100;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        days = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay;
        return true;
    }

    private static bool TryTime(ref ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 5 || text[2] != ':' || !Two(text, 0, out var hour) || !Two(text, 3, out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        micros = (hour * 60 + minute) * Minute;
        text = text[5..];
        if (text.IsEmpty || text[0] != ':') return true;
        if (text.Length < 3 || !Two(text, 1, out var second) || second > 59) return false;
        micros += second * 1_000_000L;
        text = text[3..];
        if (text.IsEmpty || text[0] != '.') return true;
        var digits = 1;
        for (var unit = 100_000; digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9'; digits++, unit /= 10)
            micros += (text[digits] - '0') * unit;
        text = text[digits..];
        return digits > 1;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')) return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || !Two(text, 1, out var hours) || hours > 18) return false;
        var minutes = 0;
        var rest = text[3..];
        if (rest.Length > 0 && rest[0] == ':') rest = rest[1..];
        if (rest.Length != 0 && (rest.Length != 2 || !Two(rest, 0, out minutes) || minutes > 59)) return false;
        if (rest.Length == 0 && text.Length != 3) return false;
        micros = (hours * 60 + minutes) * Minute;
        if (text[0] == '-') micros = -micros;
        return true;
    }

    private static bool Two(ReadOnlySpan<byte> text, int at, out int value)
    {
        value = 0;
        if (at + 2 > text.Length) return false;
        var (tens, ones) = (text[at] - '0', text[at + 1] - '0');
        value = tens * 10 + ones;
        return (uint)tens <= 9 && (uint)ones <= 9;
    }
}
