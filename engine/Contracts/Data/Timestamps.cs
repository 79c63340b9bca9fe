using System.Globalization;
using System.Text;

namespace StreamGuard.Contracts;

/// <summary>Timestamps as columns hold them: microseconds since 1970-01-01T00:00:00Z, here and back.</summary>
public static class Timestamps
{
    private const int Longest = 27;

    /// <summary>0001-01-01T00:00:00Z, the earliest time that can be printed.</summary>
    public static readonly long Earliest = FromDateTime(DateTime.MinValue);

    /// <summary>9999-12-31T23:59:59.999999Z, the latest time that can be printed.</summary>
    public static readonly long Latest = FromDateTime(DateTime.MaxValue);

    /// <summary>Cut to whole microseconds; a time of unspecified kind is taken as UTC.</summary>
    public static long FromDateTime(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Held within the years 1 to 9999.</summary>
    public static DateTime ToDateTime(long micros) =>
        DateTime.UnixEpoch.AddTicks(Math.Clamp(micros, Earliest, Latest) * TimeSpan.TicksPerMicrosecond);

    /// <summary>ISO 8601 with Z; three or six decimals, as few as say it exactly.</summary>
    public static string Format(long micros)
    {
        Span<byte> utf8 = stackalloc byte[Longest];
        return Encoding.ASCII.GetString(utf8[..Format(micros, utf8)]);
    }

    /// <summary>The same as UTF-8, without allocating and without going through a format string; 27 bytes at most.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(long micros, Span<byte> utf8)
    {
        var time = ToDateTime(micros);
        time.Deconstruct(out DateOnly date, out TimeOnly _);
        var (year, month, day) = date;
        Digits(utf8[..4], year);
        utf8[4] = utf8[7] = (byte)'-';
        Digits(utf8[5..7], month);
        Digits(utf8[8..10], day);
        utf8[10] = (byte)'T';
        utf8[13] = utf8[16] = (byte)':';
        Digits(utf8[11..13], time.Hour);
        Digits(utf8[14..16], time.Minute);
        Digits(utf8[17..19], time.Second);
        utf8[19] = (byte)'.';
        var fraction = (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        var decimals = fraction % 1000 == 0 ? 3 : 6;
        Digits(utf8.Slice(20, decimals), decimals == 3 ? fraction / 1000 : fraction);
        utf8[20 + decimals] = (byte)'Z';
        return 21 + decimals;
    }

    /// <summary>Reads ISO 8601; without a zone it is UTC. False when it is no time.</summary>
    public static bool TryParse(string text, out long micros)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var time);
        micros = parsed ? FromDateTime(time.UtcDateTime) : 0;
        return parsed;
    }

    private static void Digits(Span<byte> utf8, int number)
    {
        for (var i = utf8.Length - 1; i >= 0; i--) (number, utf8[i]) = (number / 10, (byte)('0' + number % 10));
    }
}
