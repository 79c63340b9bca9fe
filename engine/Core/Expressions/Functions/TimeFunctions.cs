using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions of time, all in UTC; null for times outside the years 1 to 9999.</summary>
internal static class TimeFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Part("year", "The year.", "2025", Calendar.Year),
        Part("quarter", "The quarter of the year, 1 to 4.", "4", Calendar.Quarter),
        Part("month", "The month, 1 to 12.", "11", Calendar.Month),
        Part("week", "The week of ISO 8601, 1 to 53: weeks begin on Monday, the first has the year's first Thursday.", "45", Calendar.Week).Also("week_of_year"),
        Part("day", "The day of the month, 1 to 31.", "8", Calendar.DayOf).Also("day_of_month"),
        Part("day_of_week", "The day of the week, 1 (Sunday) to 7 (Saturday).", "7", Calendar.DayOfWeek),
        Part("day_of_year", "The day of the year, 1 to 366.", "312", Calendar.DayOfYear),
        Part("hour", "The hour, 0 to 23.", "14", Calendar.Hour),
        Part("minute", "The minute, 0 to 59.", "30", Calendar.Minute),
        Part("second", "The whole second, 0 to 59.", "45", Calendar.SecondOf),
        Part("millisecond", "The whole millisecond of the second, 0 to 999.", "120", Calendar.Millisecond),
        Define("date_trunc", "The time cut to the beginning of a unit: microsecond, millisecond, second, minute, hour, day, week (from Monday), month, quarter or year.",
            "date_trunc('hour', timestamp('2025-11-08T14:30:45Z'))", "2025-11-08T14:00:00.000Z",
            Overload.Of("(unit: time_unit, time: timestamp) -> timestamp", Calendar.Truncate)),
        Define("add_months", "The time so many months later, on the last day of the month where it has no such day.",
            "add_months(timestamp('2025-01-31T00:00:00Z'), 1)", "2025-02-28T00:00:00.000Z",
            Overload.Of("(time: timestamp, months: int) -> timestamp", Calendar.AddMonths)),
        Define("format_time", "The time by a pattern of yyyy, MM, dd, HH, mm, ss, fff, ddd, MMM and the like, as .NET has them.",
            "format_time(timestamp('2025-11-08T14:30:45Z'), 'dd.MM.yyyy HH:mm')", "08.11.2025 14:30",
            Overload.Of("(time: timestamp, pattern: time_format) -> string", Format)).Also("date_format"),
        Define("timestamp", "The time that a text of ISO 8601 says; UTC without a zone; null when it says none (a constant must say one).",
            "timestamp('2025-11-08 15:30:45+01:00')", "2025-11-08T14:30:45.000Z",
            Overload.Strict("(text: time) -> timestamp", Constant), Overload.Of("(text: string) -> timestamp", Parse)).Also("to_timestamp"),
        Define("duration", "The span of time that a text such as 250ms, 5s, 10m, 24h or 30d says; null when it says none (a constant must say one).",
            "duration('1h30m') / 2", "45m",
            Overload.Strict("(text: span) -> duration", Constant), Overload.Of("(text: string) -> duration", ParseSpan)).Also("to_duration"),
        Define("to_seconds", "The seconds of a duration.", "to_seconds(duration('250ms'))", "0.25", Overload.Of("(span: duration) -> float", ArithmeticOperators.SecondsOf)),
        Define("from_unix", "The time so many seconds after 1970, or so many s, ms, us or ns.", "from_unix(1762612245)", "2025-11-08T14:30:45.000Z",
            Overload.Of("(seconds: int) -> timestamp", FromSeconds), Overload.Of("(seconds: float) -> timestamp", FromFloatSeconds),
            Overload.Of("(count: int, unit: unix_unit) -> timestamp", UnixUnit.ToTime)),
        Define("to_unix", "Whole seconds since 1970, or whole s, ms, us or ns.", "to_unix(timestamp('2025-11-08T14:30:45.120Z'), 'ms')", "1762612245120",
            Overload.Of("(time: timestamp) -> int", ToSeconds), Overload.Of("(time: timestamp, unit: unix_unit) -> int", UnixUnit.FromTime)).Also("unix_timestamp"),
    ];

    /// <summary>The moment of a constant text.</summary>
    /// <exception cref="FormatException">It says none.</exception>
    public static object ParseConstant(string text) =>
        Timestamps.TryParse(text, out var micros) ? micros : throw new FormatException($"'{text}' is no time: write 2025-11-08T14:30:45Z.");

    /// <exception cref="FormatException">The text says no duration.</exception>
    public static object ParseConstantSpan(string text) =>
        Duration.Parse(text)?.Microseconds ?? throw new FormatException($"'{text}' is no duration: write 250ms, 5s, 10m, 24h or 30d.");

    /// <exception cref="FormatException">The text is no pattern of a time.</exception>
    public static object ParsePattern(string pattern)
    {
        _ = DateTime.UnixEpoch.ToString(pattern, CultureInfo.InvariantCulture);
        return pattern;
    }

    public static long? Parse(Utf8 text) => Timestamps.TryParse(text.ToString(), out var micros) ? micros : null;

    public static long? ParseSpan(Utf8 text) => Duration.Parse(text.ToString())?.Microseconds;

    public static Utf8? Format(TextArena arena, long time, string pattern)
    {
        if (!Calendar.IsPrintable(time)) return null;
        var room = arena.Room((pattern.Length * 16) + 64);
        if (Timestamps.ToDateTime(time).TryFormat(room, out var written, pattern, CultureInfo.InvariantCulture)) return arena.Keep(written);
        return null;
    }

    public static long? FromSeconds(long seconds) => UnixUnit.Second.Times(seconds);

    public static long? FromFloatSeconds(double seconds) => IntArithmetic.ToInt(seconds * 1e6);

    public static long ToSeconds(long time) => Calendar.FloorDiv(time, 1_000_000);

    private static Emitted Constant(KernelWriter writer, CallNode call) => new(Linq.Constant((long)call.Prepared[0]!), null);

    private static FunctionDefinition Part(string name, string summary, string value, Delegate part) =>
        Define(name, summary, $"{name}(timestamp('2025-11-08T14:30:45.120Z'))", value, Overload.Of("(time: timestamp) -> int", part));

    private static FunctionDefinition Define(string name, string summary, string example, string value, params Overload[] overloads) =>
        new(name, FunctionCategory.Time, summary, () => overloads) { Examples = [new(example, value)] };
}
