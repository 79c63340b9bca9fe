using System.Globalization;
using System.Text;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions of text. Places count characters (code points) from 1, as in SQL.</summary>
internal static class TextFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Define("length", "Number of characters of a text, or of items of a list.", "length('été')", "3",
            Overload.Of("(text: string) -> int", Characters.Count),
            Overload.Of("(list: list(T)) -> int", ListFunctions.Length)).Also("len", "char_length", "size"),
        Define("upper", "In capital letters, by Unicode's simple mapping.", "upper('été')", "ÉTÉ", Overload.Of("(text: string) -> string", TextMaking.Upper)).Also("ucase"),
        Define("lower", "In small letters, by Unicode's simple mapping.", "lower('PS1')", "ps1", Overload.Of("(text: string) -> string", TextMaking.Lower)).Also("lcase"),
        Define("trim", "Without white space at both ends.", "trim('  a b ')", "a b", Overload.Of("(text: string) -> string", Trim)),
        Define("ltrim", "Without white space at the beginning.", "ltrim('  a ') + '.'", "a .", Overload.Of("(text: string) -> string", TrimStart)),
        Define("rtrim", "Without white space at the end.", "rtrim(' a  ')", " a", Overload.Of("(text: string) -> string", TrimEnd)),
        Define("substring", "Characters from a place on, to the end or so many; a negative place counts from the end.",
            "substring('hydraulic', 3, 4)", "drau",
            Overload.Of("(text: string, from: int) -> string", SubstringFrom),
            Overload.Of("(text: string, from: int, count: int) -> string", Substring)).Also("substr"),
        Define("left", "The first characters.", "left('PS1_avg', 3)", "PS1", Overload.Of("(text: string, count: int) -> string", Left)),
        Define("right", "The last characters.", "right('PS1_avg', 3)", "avg", Overload.Of("(text: string, count: int) -> string", Right)),
        Define("index_of", "Place of the first character of a part, counted from 1; 0 when the text has no such part.",
            "index_of('PS1_avg', '_')", "4",
            Overload.Of("(text: string, part: string) -> int", IndexOf)).Also("instr"),
        Define("contains", "Whether the text has this part, or the list this item.", "contains('pump failure', 'fail')", "true",
            [Overload.Of("(text: string, part: string) -> bool", Contains), .. ListFunctions.Contains]),
        Define("starts_with", "Whether the text begins so.", "starts_with('PS1_avg', 'PS')", "true", Overload.Of("(text: string, start: string) -> bool", StartsWith)),
        Define("ends_with", "Whether the text ends so.", "ends_with('PS1_avg', 'max')", "false", Overload.Of("(text: string, end: string) -> bool", EndsWith)),
        Define("replace", "The text with each occurrence of a part replaced.", "replace('1,234,567', ',', '')", "1234567",
            Overload.Of("(text: string, part: string, by: string) -> string", TextMaking.Replace)),
        Define("concat", "Texts, one behind the other; null when one is null.", "concat('a', 'b', 'c')", "abc",
            Overload.Strict("(a: string, b: string...) -> string", TextMaking.ConcatAll)),
        Define("split_part", "The part of this number, from 1, between separators; null when there are fewer.", "split_part('10.0.0.7', '.', 4)", "7",
            Overload.Of("(text: string, separator: string, number: int) -> string", SplitPart)),
        Define("lpad", "Filled at the beginning, or cut at the end, to so many characters.", "lpad('7', 3, '0')", "007",
            Overload.Of("(text: string, length: int, fill: string) -> string", TextMaking.PadLeft)),
        Define("rpad", "Filled or cut at the end to so many characters.", "rpad('7', 3, '.')", "7..",
            Overload.Of("(text: string, length: int, fill: string) -> string", TextMaking.PadRight)),
        Define("repeat", "The text so many times; null above 16 MB.", "repeat('ab', 3)", "ababab", Overload.Of("(text: string, times: int) -> string", TextMaking.Repeat)),
        Define("reverse", "Its characters from last to first.", "reverse('été1')", "1été", Overload.Of("(text: string) -> string", TextMaking.Reverse)),
        Define("format_number", "A number with so many decimals, 0 to 15.", "format_number(151.256, 1)", "151.3",
            Overload.Of("(x: float, decimals: int) -> string", FormatNumber)),
    ];

    public static bool AreEqual(Utf8 left, Utf8 right) => left.Span.SequenceEqual(right.Span);

    /// <summary>Less than, equal to or greater than 0, by bytes, which is by code points.</summary>
    public static int Order(Utf8 left, Utf8 right) => left.Span.SequenceCompareTo(right.Span);

    public static bool Contains(Utf8 text, Utf8 part) => text.Span.IndexOf(part.Span) >= 0;

    public static bool StartsWith(Utf8 text, Utf8 start) => text.Span.StartsWith(start.Span);

    public static bool EndsWith(Utf8 text, Utf8 end) => text.Span.EndsWith(end.Span);

    public static long IndexOf(Utf8 text, Utf8 part)
    {
        var at = text.Span.IndexOf(part.Span);
        return at < 0 ? 0 : Characters.Count(text.Slice(0, at)) + 1;
    }

    public static Utf8 Trim(Utf8 text) => TrimStart(TrimEnd(text));

    public static Utf8 TrimStart(Utf8 text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text.Span[at..], out var rune, out var bytes) == 0 && Rune.IsWhiteSpace(rune)) at += bytes;
        return text.Slice(at, text.Length - at);
    }

    public static Utf8 TrimEnd(Utf8 text)
    {
        var end = text.Length;
        while (end > 0 && Rune.DecodeLastFromUtf8(text.Span[..end], out var rune, out var bytes) == 0 && Rune.IsWhiteSpace(rune)) end -= bytes;
        return text.Slice(0, end);
    }

    public static Utf8 SubstringFrom(Utf8 text, long from) => Substring(text, from, text.Length);

    public static Utf8 Substring(Utf8 text, long from, long count)
    {
        if (count <= 0) return default;
        var first = from < 0 ? Characters.Count(text) + from : from - 1;

        // A place before the text uses characters of the count up, as in SQL.
        var last = first > long.MaxValue - count ? long.MaxValue : first + count;
        return Characters.Slice(text, first, last);
    }

    public static Utf8 Left(Utf8 text, long count) => Characters.Slice(text, 0, count);

    public static Utf8 Right(Utf8 text, long count)
    {
        var all = Characters.Count(text);
        return count <= 0 ? default : Characters.Slice(text, Math.Max(0, all - count), all);
    }

    public static Utf8? SplitPart(Utf8 text, Utf8 separator, long number)
    {
        if (number < 1) return null;
        if (separator.Length == 0) return number == 1 ? text : null;
        var start = 0;
        while (true)
        {
            var next = text.Span[start..].IndexOf(separator.Span);
            if (--number == 0) return text.Slice(start, next < 0 ? text.Length - start : next);
            if (next < 0) return null;
            start += next + separator.Length;
        }
    }

    public static Utf8? FormatNumber(TextArena arena, double x, long decimals)
    {
        if (decimals is < 0 or > 15) return null;
        var room = arena.Room(350);
        x.TryFormat(room, out var written, $"F{decimals}", CultureInfo.InvariantCulture);
        return arena.Keep(written);
    }

    private static FunctionDefinition Define(string name, string summary, string example, string value, params Overload[] overloads) =>
        new(name, FunctionCategory.Text, summary, () => overloads) { Examples = [new(example, value)] };
}
