using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Output;

/// <summary>Numbers and times as the program prints them, the same on every machine.</summary>
internal static class Figures
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Rows a second: <c>43,680/s</c>.</summary>
    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture) + "/s";

    /// <summary>A span of time in the two units that matter: <c>850 ms</c>, <c>12.3 s</c>, <c>5 min 10 s</c>, <c>3 h 5 min</c>, <c>4 d 2 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => $"{span.TotalMilliseconds:F0} ms",
        { TotalMinutes: < 1 } => span.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{span.Days} d {span.Hours} h",
    };

    /// <summary>A size in units of 1024, as pipeline files have them: <c>812 B</c>, <c>1.2 kB</c>, <c>104.9 MB</c>, <c>2.0 GB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => $"{bytes} B",
        < 1L << 20 => Unit(bytes, 10, "kB"),
        < 1L << 30 => Unit(bytes, 20, "MB"),
        _ => Unit(bytes, 30, "GB"),
    };

    /// <summary>A watermark to the second, or empty where there is none.</summary>
    public static string Time(long? micros) =>
        micros is { } known ? Timestamps.ToDateTime(known).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    private static string Unit(long bytes, int shift, string unit) =>
        ((double)bytes / (1L << shift)).ToString("N1", CultureInfo.InvariantCulture) + " " + unit;
}
