using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Conversions: nothing becomes another type unless it is said; null where a value has none of the other type.</summary>
internal static class ConversionFunctions
{
    private const NumberStyles IntStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    public static IEnumerable<FunctionDefinition> All =>
    [
        Define("to_int", "The int of a text of digits; of a float, cut towards 0; of a bool, 0 or 1. Null for other text, NaN and what is too large.",
            "to_int('42')", "42",
            Overload.Of("(text: string) -> int", IntOfText),
            Overload.Inline("(x: int) -> int", x => x[0]),
            Overload.Of("(x: float) -> int", IntOfFloat),
            Overload.Inline("(x: bool) -> int", x => Linq.Condition(x[0], Linq.Constant(1L), Linq.Constant(0L)))),
        Define("to_float", "The float of a text, also NaN and Infinity; of an int or bool. Null for other text.", "to_float('1e3')", "1000.0",
            Overload.Of("(text: string) -> float", FloatOfText), Overload.Inline("(x: float) -> float", x => x[0]),
            Overload.Inline("(x: bool) -> float", x => Linq.Condition(x[0], Linq.Constant(1.0), Linq.Constant(0.0)))),
        Define("to_bool", "Of a text: true, t, yes, y, 1 or false, f, no, n, 0 in any case, else null; of a number: whether it is not 0.", "to_bool('Yes')", "true",
            Overload.Of("(text: string) -> bool", BoolOfText), Overload.Inline("(x: bool) -> bool", x => x[0]),
            Overload.Inline("(x: int) -> bool", x => Linq.NotEqual(x[0], Linq.Constant(0L)))),
        Define("to_string", "The value as text: a float with as few digits as say it exactly, a time in ISO 8601, a duration in its largest whole unit.",
            "to_string(1.50)", "1.5",
            Overload.Of("(x: int) -> string", TextOfInt), Overload.Of("(x: float) -> string", TextOfFloat), Overload.Of("(x: bool) -> string", TextOfBool),
            Overload.Inline("(text: string) -> string", x => x[0]), Overload.Inline("(json: json) -> string", x => x[0]),
            Overload.Of("(time: timestamp) -> string", TextOfTime), Overload.Of("(span: duration) -> string", TextOfSpan)),
    ];

    public static long? IntOfText(Utf8 text) => long.TryParse(text.Span, IntStyle, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static long? IntOfFloat(double x) => x is > -9223372036854777856.0 and < 9223372036854775808.0 ? (long)x : null;

    public static double? FloatOfText(Utf8 text) => double.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static bool? BoolOfText(Utf8 text)
    {
        var word = TextFunctions.Trim(text).Span;
        foreach (var yes in (ReadOnlySpan<string>)["true", "t", "yes", "y", "1"])
            if (System.Text.Ascii.EqualsIgnoreCase(word, yes)) return true;
        foreach (var no in (ReadOnlySpan<string>)["false", "f", "no", "n", "0"])
            if (System.Text.Ascii.EqualsIgnoreCase(word, no)) return false;
        return null;
    }

    public static Utf8 TextOfInt(TextArena arena, long x)
    {
        x.TryFormat(arena.Room(24), out var written, default, CultureInfo.InvariantCulture);
        return arena.Keep(written);
    }

    // A whole float keeps a decimal, so that it can be told from an int.
    public static Utf8 TextOfFloat(TextArena arena, double x)
    {
        var room = arena.Room(40);
        x.TryFormat(room, out var written, "R", CultureInfo.InvariantCulture);
        if (room[..written].IndexOfAnyExcept("-0123456789"u8) < 0)
        {
            ".0"u8.CopyTo(room[written..]);
            written += 2;
        }

        return arena.Keep(written);
    }

    public static Utf8 TextOfBool(TextArena arena, bool x) => Written(arena, x ? "true" : "false");

    public static Utf8 TextOfTime(TextArena arena, long time) => Written(arena, Timestamps.Format(time));

    public static Utf8 TextOfSpan(TextArena arena, long span) => Written(arena, Duration.FromMicroseconds(span).ToString());

    private static Utf8 Written(TextArena arena, string text) => arena.Keep(Encoding.ASCII.GetBytes(text, arena.Room(text.Length)));

    private static FunctionDefinition Define(string name, string summary, string example, string value, params Overload[] overloads) =>
        new(name, FunctionCategory.Conversion, summary, () => overloads) { Examples = [new(example, value)] };
}
