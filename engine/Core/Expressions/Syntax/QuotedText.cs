using System.Globalization;
using System.Text;

namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>Reads a text in single or double quotes, with \n \r \t \b \f \0 \\ \' \" and \u00e9.</summary>
internal static class QuotedText
{
    /// <param name="text">The whole expression.</param>
    /// <param name="at">At the opening quote; behind the closing one afterwards.</param>
    /// <exception cref="SyntaxException">No closing quote, or an escape that is none.</exception>
    public static string Read(string text, ref int at)
    {
        var start = at;
        var quote = text[at++];
        var result = new StringBuilder();
        while (at < text.Length)
        {
            var character = text[at++];
            if (character == quote) return result.ToString();
            result.Append(character == '\\' ? Escaped(text, ref at) : character);
        }

        throw new SyntaxException("a text has no closing quote", start);
    }

    private static char Escaped(string text, ref int at)
    {
        var start = at - 1;
        var letter = at < text.Length ? text[at++] : '\0';
        if (letter != 'u') return Plain(letter, start);
        if (at + 4 <= text.Length && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            at += 4;
            return (char)unit;
        }

        throw new SyntaxException("'\\u' takes four hexadecimal digits", start);
    }

    private static char Plain(char letter, int start) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\b',
        'f' => '\f',
        '0' => '\0',
        '\\' or '\'' or '"' or '/' => letter,
        _ => throw new SyntaxException($"'\\{letter}' is no escape", start, "Write '\\\\' for a backslash."),
    };
}
