namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>What stands without an operator: literals, columns, calls and parentheses.</summary>
internal sealed class PrimaryParser(TokenReader tokens, Func<SyntaxNode> expression)
{
    public SyntaxNode Parse()
    {
        var token = tokens.Current;
        if (token.Kind == TokenKind.End) throw new SyntaxException("the expression ends where a value was expected", token.Start);
        tokens.Next();
        return token.Kind switch
        {
            TokenKind.Int => token.Value is long ? Literal(token.Value, token) : throw TokenReader.TooLarge(token),
            TokenKind.Float or TokenKind.Text => Literal(token.Value, token),
            TokenKind.Duration => throw Lexer.NeitherNumberNorName(token.Text, token.Start),
            TokenKind.Date => new CallSyntax("timestamp", false, [Literal(token.Value, token)], token.Start, token.Start, token.End),
            TokenKind.BracketedName => new NameSyntax(token.Text, token.Start, token.End),
            TokenKind.Name => Word(token),
            _ when token.Is("(") => Parenthesised(token),
            _ => throw new SyntaxException($"'{token.Text}' stands where a value was expected", token.Start),
        };
    }

    /// <summary>Items up to the closing parenthesis, the opening one is taken; the modifiers of a call stand last.</summary>
    public static List<SyntaxNode> List(TokenReader tokens, Func<SyntaxNode> item, ModifierParser? modifiers = null)
    {
        var items = new List<SyntaxNode>();
        if (tokens.Take(")") is not null) return items;
        do
        {
            if (modifiers?.Stands == true) modifiers.Take();
            else if (modifiers?.Read.Count > 0) throw new SyntaxException("an argument stands behind 'last:' or 'before:'", tokens.Current.Start, "Write arguments first.");
            else items.Add(item());
        }
        while (tokens.Take(",") is not null);
        tokens.Expect(")", tokens.Current.Kind == TokenKind.End
            ? "a ')' is missing"
            : $"'{tokens.Current.Value}' stands where ',' or ')' was expected");
        return items;
    }

    private static LiteralSyntax Literal(object? value, Token token) => new(value, token.Start, token.End);

    private SyntaxNode Word(Token word)
    {
        if (tokens.Take("(") is not null)
        {
            var modifiers = new ModifierParser(tokens);
            var arguments = List(tokens, expression, modifiers);
            var by = By();
            return new CallSyntax(word.Text, false, arguments, word.Start, word.Start, tokens.LastEnd) { Modifiers = modifiers.Read, By = by };
        }

        if (word.IsWord("true")) return Literal(true, word);
        if (word.IsWord("false")) return Literal(false, word);
        if (word.IsWord("null")) return Literal(null, word);
        foreach (var keyword in (ReadOnlySpan<string>)["and", "or", "in", "is", "like", "matches", "between", "div"])
            if (word.IsWord(keyword))
                throw new SyntaxException($"'{word.Text}' stands where a value was expected", word.Start, $"Write a column of that name as [{word.Text}].");
        return new NameSyntax(word.Text, word.Start, word.End);
    }

    /// <summary>What stands behind a call: <c>by hour(time)</c>, <c>by (a, b)</c>.</summary>
    private List<SyntaxNode> By()
    {
        if (tokens.Take("by") is not { } word) return [];
        if (tokens.Take("(") is null) return [Parse()];
        var list = List(tokens, expression);
        return list.Count > 0 ? list : throw new SyntaxException("'by' says nothing to group by", word.Start);
    }

    private SyntaxNode Parenthesised(Token open)
    {
        var inner = expression();
        if (tokens.Take(")") is null) throw new SyntaxException("a ')' is missing", tokens.Current.Kind == TokenKind.End ? open.Start : tokens.Current.Start);
        return inner;
    }
}
