using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>Cuts the text of an expression into tokens.</summary>
internal sealed class Lexer(string text)
{
    // Longer ones first, so that '**' is not read as two '*'.
    private static readonly string[] Symbols =
        ["**", "&&", "||", "==", "!=", "<>", "<=", ">=", "<<", ">>", "+", "-", "*", "/", "%", "=", "<", ">", "!", "&", "|", "^", "~", "(", ")", ",", "?", ":"];

    private int _at;

    /// <summary>All tokens, an End last.</summary>
    /// <exception cref="SyntaxException">A character that begins nothing, or a text without end.</exception>
    public static List<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    /// <summary>What begins like a number and is none.</summary>
    public static SyntaxException NeitherNumberNorName(string found, int start) => new(
        $"'{found}' is neither a number nor a name", start,
        "Write a column whose name begins with a digit in brackets, and a duration as duration('5m').");

    private char Current => _at < text.Length ? text[_at] : '\0';

    private char Following => _at + 1 < text.Length ? text[_at + 1] : '\0';

    private Token Next()
    {
        while (char.IsWhiteSpace(Current)) _at++;
        var start = _at;
        if (_at == text.Length) return new Token(TokenKind.End, "", start, start);
        if (char.IsAsciiDigit(Current) || (Current == '.' && char.IsAsciiDigit(Following))) return Number();
        if (char.IsLetter(Current) || Current is '_' or '$') return Word();
        switch (Current)
        {
            case '\'' or '"':
                return new Token(TokenKind.Text, QuotedText.Read(text, ref _at), start, _at);
            case '[':
                return Enclosed(TokenKind.BracketedName, ']', "a column's name in brackets has no ']'");
            case '#':
                return Enclosed(TokenKind.Date, '#', "a date has no '#' at its end");
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) continue;
            _at += symbol.Length;
            return new Token(TokenKind.Symbol, symbol, start, _at);
        }

        throw new SyntaxException($"'{Current}' means nothing here", _at);
    }

    private Token Word()
    {
        var start = _at;
        // A dot joins names: what a step of a sequence has taken is called failures.last.source_ip.
        while (char.IsLetterOrDigit(Current) || Current is '_' or '$' || (Current == '.' && (char.IsLetter(Following) || Following == '_'))) _at++;
        return new Token(TokenKind.Name, text[start.._at], start, _at);
    }

    private Token Enclosed(TokenKind kind, char end, string problem)
    {
        var start = _at;
        var close = text.IndexOf(end, _at + 1);
        if (close < 0) throw new SyntaxException(problem, start);
        _at = close + 1;
        return new Token(kind, text[(start + 1)..close], start, _at);
    }

    private Token Number()
    {
        var start = _at;
        var isFloat = false;
        Digits();
        if (Current == '.')
        {
            isFloat = true;
            _at++;
            Digits();
        }

        if (BeginsExponent())
        {
            isFloat = true;
            _at += 2;
            Digits();
        }

        if (char.IsLetter(Current) || Current == '_') return Span(start);
        return isFloat ? Float(start) : Integer(start);
    }

    private Token Span(int start)
    {
        var wrong = text[start..(_at + 1)];
        while (char.IsLetterOrDigit(Current) || Current is '.' or '_') _at++;
        if (Duration.Parse(text[start.._at]) is null) throw NeitherNumberNorName(wrong, start);
        return new Token(TokenKind.Duration, text[start.._at], start, _at);
    }

    private bool BeginsExponent()
    {
        if (Current is not ('e' or 'E')) return false;
        var digit = Following is '+' or '-' ? _at + 2 : _at + 1;
        return digit < text.Length && char.IsAsciiDigit(text[digit]);
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Current)) _at++;
    }

    private Token Float(int start)
    {
        var value = double.Parse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value)) throw new SyntaxException($"{text[start.._at]} is too large for a float", start, "infinity() is one.");
        return new Token(TokenKind.Float, value, start, _at);
    }

    private Token Integer(int start)
    {
        var digits = text.AsSpan(start, _at - start);
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return new Token(TokenKind.Int, number, start, _at);
        if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var beyond)) return new Token(TokenKind.Int, beyond, start, _at);
        throw new SyntaxException($"{digits} is too large for an int", start, "Write it as a float, with a point.");
    }
}
