using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Text;

/// <summary>Timestamps and durations as they stand in records, as microseconds.</summary>
internal static class Times
{
    /// <summary>A timestamp as <see cref="TimestampText"/> has it, or a duration such as 5s.</summary>
    public static bool TryText(Kind kind, ReadOnlySpan<byte> text, out long micros)
    {
        if (kind == Kind.Timestamp) return TimestampText.TryParse(text, out micros);
        var duration = Duration.Parse(Encoding.UTF8.GetString(text));
        micros = duration.GetValueOrDefault().Microseconds;
        return duration is not null;
    }

    /// <summary>A count of units, each 10^<paramref name="power"/> microseconds; false when a timestamp is outside the years 1 to 9999.</summary>
    public static bool TryNumber(Kind kind, ReadOnlySpan<byte> text, int power, out long micros) =>
        Numbers.TryMicros(text, power, out micros)
        && (kind == Kind.Duration || (micros >= Timestamps.Earliest && micros <= Timestamps.Latest));
}
