using System.Globalization;

namespace StreamGuard.Contracts;

/// <summary>Timestamps as columns hold them: microseconds since 1970-01-01T00:00:00Z, here and back.</summary>
public static class Timestamps
{
    private const string Millis = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string Micros = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

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
    public static string Format(long micros) =>
        ToDateTime(micros).ToString(micros % 1000 == 0 ? Millis : Micros, CultureInfo.InvariantCulture);

    /// <summary>The same as UTF-8, without allocating; 27 bytes at most.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(long micros, Span<byte> utf8)
    {
        ToDateTime(micros).TryFormat(
            utf8, out var written, micros % 1000 == 0 ? Millis : Micros, CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Reads ISO 8601; without a zone it is UTC. False when it is no time.</summary>
    public static bool TryParse(string text, out long micros)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var time);
        micros = parsed ? FromDateTime(time.UtcDateTime) : 0;
        return parsed;
    }
}
