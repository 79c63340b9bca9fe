using System.Text;
using System.Text.RegularExpressions;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Regular expressions, in .NET's syntax without what needs backtracking, so that the time is linear in the text.</summary>
internal static class RegexFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Define("regex_extract",
            "What the first match's group holds: of this number (0 is the whole match), or else the first group, or the match when the pattern has none; null without a match.",
            "regex_extract('user=alice id=7', 'id=([0-9]+)')", "7",
            Overload.Of("(text: string, pattern: regex) -> string", ExtractFirst),
            Overload.Of("(text: string, pattern: regex, group: int) -> string", Extract)).Also("regexp_extract"),
        Define("regex_replace", "The text with each match replaced; $1 stands for the first group.",
            "regex_replace('10.0.0.7', '[0-9]+$', 'x')", "10.0.0.x",
            Overload.Of("(text: string, pattern: regex, by: string) -> string", Replace)).Also("regexp_replace"),
        Define("matches", "Whether the pattern is found anywhere in the text; ^ and $ hold it to the ends. The same as the operator matches.",
            "matches('PS1', '^PS[1-6]$')", "true", Overload.Of("(text: string, pattern: regex) -> bool", IsMatch)),
    ];

    /// <exception cref="FormatException">No pattern, or one that needs backtracking.</exception>
    public static object Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException problem)
        {
            throw new FormatException($"'{pattern}' is no regular expression: {problem.Message}");
        }
        catch (NotSupportedException)
        {
            throw new FormatException($"'{pattern}' looks around, refers back or has an atomic group, which would make its time unbounded.");
        }
    }

    public static bool IsMatch(TextArena arena, Utf8 text, Regex pattern)
    {
        var characters = arena.Characters(text.Length);
        return pattern.IsMatch(characters[..Encoding.UTF8.GetChars(text.Span, characters)]);
    }

    public static Utf8? ExtractFirst(TextArena arena, Utf8 text, Regex pattern) => Extract(arena, text, pattern, pattern.GetGroupNumbers().Length > 1 ? 1 : 0);

    public static Utf8? Extract(TextArena arena, Utf8 text, Regex pattern, long group)
    {
        var match = pattern.Match(text.ToString());
        if (!match.Success || group < 0 || group >= match.Groups.Count || !match.Groups[(int)group].Success) return null;
        return Written(arena, match.Groups[(int)group].ValueSpan);
    }

    public static Utf8 Replace(TextArena arena, Utf8 text, Regex pattern, Utf8 by) =>
        Written(arena, pattern.Replace(text.ToString(), by.ToString()));

    private static Utf8 Written(TextArena arena, ReadOnlySpan<char> text) =>
        arena.Keep(Encoding.UTF8.GetBytes(text, arena.Room(3 * text.Length)));

    private static FunctionDefinition Define(string name, string summary, string example, string value, params Overload[] overloads) =>
        new(name, FunctionCategory.Text, summary, () => overloads) { Examples = [new(example, value)] };
}
