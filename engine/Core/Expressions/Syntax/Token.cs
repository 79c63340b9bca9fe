namespace StreamGuard.Core.Expressions.Syntax;

internal enum TokenKind
{
    End,
    Int,
    Float,
    Text,

    /// <summary>A span of time, 10m or 1h30m; only behind a modifier of a call.</summary>
    Duration,

    /// <summary>A date between number signs, #2025-11-08#.</summary>
    Date,

    /// <summary>A word: a column, a function or a keyword.</summary>
    Name,

    /// <summary>A column in brackets, [Tot sum]; never a keyword.</summary>
    BracketedName,
    Symbol,
}

/// <summary>A piece of an expression: from character Start up to End.</summary>
/// <param name="Value">A long, ulong (beyond a long), double or string; a symbol or word as written.</param>
internal readonly record struct Token(TokenKind Kind, object Value, int Start, int End)
{
    public string Text => (string)Value;

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string keyword) => Kind == TokenKind.Name && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The text is no expression; found at a character of it.</summary>
internal sealed class SyntaxException(string message, int start, string? hint = null) : Exception(message)
{
    public int Start { get; } = start;

    public string? Hint { get; } = hint;
}
