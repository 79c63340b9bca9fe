namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>A place in the list of tokens; takes what is asked for when it stands there.</summary>
internal sealed class TokenReader(List<Token> tokens)
{
    private int _at;

    public int Count => tokens.Count;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Where the token taken last ends.</summary>
    public int LastEnd => _at == 0 ? 0 : tokens[_at - 1].End;

    public Token Next() => tokens[_at++];

    /// <summary>Takes one of these symbols or keywords; null when none stands here.</summary>
    public Token? Take(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (Current.Is(word) || Current.IsWord(word)) return Next();
        return null;
    }

    /// <summary>Takes two keywords in a row or none.</summary>
    public Token? TakeBoth(string first, string second)
    {
        if (!Current.IsWord(first) || !Following.IsWord(second)) return null;
        _at++;
        return Next();
    }

    public (Token Token, string Operator)? TakeOperator((string Symbol, string Operator)[] operators)
    {
        foreach (var (symbol, name) in operators)
            if (Take(symbol) is { } token) return (token, name);
        return null;
    }

    /// <summary>
    /// A minus and the int behind it as one literal, so that the least int can be written; not before '**', which
    /// binds tighter than a sign.
    /// </summary>
    public LiteralSyntax? TakeNegative(Token sign)
    {
        if (Current.Kind != TokenKind.Int || Following.Is("**")) return null;
        var digits = Next();
        return digits.Value switch
        {
            long number => new LiteralSyntax(-number, sign.Start, digits.End),
            (ulong)long.MaxValue + 1 => new LiteralSyntax(long.MinValue, sign.Start, digits.End),
            _ => throw TooLarge(digits),
        };
    }

    public static SyntaxException TooLarge(Token digits) =>
        new($"{digits.Value} is too large for an int", digits.Start, "Write it as a float, with a point.");

    public Token Expect(string symbol, string problem, string? hint = null)
    {
        if (Take(symbol) is { } token) return token;
        throw new SyntaxException(problem, Current.Start, hint);
    }

    public void ExpectEnd()
    {
        if (Current.Kind != TokenKind.End)
            throw new SyntaxException($"'{Current.Value}' is not expected here", Current.Start, "An operator, or the end of the expression, was expected.");
    }
}
