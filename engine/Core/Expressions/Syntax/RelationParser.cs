namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>Relations: &lt; &lt;= &gt; &gt;=, in, like, matches, between, each with not, and is [not] null.</summary>
internal static class RelationParser
{
    private static readonly (string Symbol, string Operator)[] Comparisons = [("<", "<"), ("<=", "<="), (">", ">"), (">=", ">=")];

    /// <param name="tokens">At the left operand.</param>
    /// <param name="operand">Reads an operand.</param>
    /// <param name="item">Reads an item of a list.</param>
    public static SyntaxNode Parse(TokenReader tokens, Func<SyntaxNode> operand, Func<SyntaxNode> item)
    {
        var left = operand();
        while (true)
        {
            if (tokens.TakeOperator(Comparisons) is var (token, name))
            {
                var right = operand();
                left = new CallSyntax(name, true, [left, right], token.Start, left.Start, right.End);
            }
            else if (tokens.Take("is") is { } verb) left = Null(tokens, left, verb);
            else if (Word(tokens) is { } word) left = Worded(tokens, left, word, operand, item);
            else return left;
        }
    }

    private static SyntaxNode Null(TokenReader tokens, SyntaxNode left, Token verb)
    {
        var not = tokens.Take("not");
        if (tokens.Take("null") is not { } word) throw new SyntaxException("'is' takes null or not null", tokens.Current.Start);
        return Negated(not, new CallSyntax("is null", true, [left], verb.Start, left.Start, word.End));
    }

    private static (Token? Not, Token Word)? Word(TokenReader tokens)
    {
        foreach (var word in (ReadOnlySpan<string>)["in", "like", "matches", "between"])
        {
            if (tokens.Take(word) is { } found) return (null, found);
            var not = tokens.Current;
            if (tokens.TakeBoth("not", word) is { } negated) return (not, negated);
        }

        return null;
    }

    private static SyntaxNode Worded(
        TokenReader tokens, SyntaxNode left, (Token? Not, Token Word) word, Func<SyntaxNode> operand, Func<SyntaxNode> item)
    {
        var name = word.Word.Text.ToLowerInvariant();
        var arguments = new List<SyntaxNode> { left };
        switch (name)
        {
            case "in":
                tokens.Expect("(", "'in' takes a list in parentheses", "Whether a list column has an item is contains(list, item).");
                arguments.AddRange(PrimaryParser.List(tokens, item));
                if (arguments.Count == 1) throw new SyntaxException("the list behind 'in' is empty", word.Word.Start);
                break;
            case "between":
                arguments.Add(operand());
                if (tokens.Take("and", "&&") is null) throw new SyntaxException("'between' takes two bounds, joined by 'and'", tokens.Current.Start);
                arguments.Add(operand());
                break;
            default:
                arguments.Add(operand());
                break;
        }

        var end = Math.Max(arguments[^1].End, tokens.LastEnd);
        return Negated(word.Not, new CallSyntax(name, true, arguments, word.Word.Start, left.Start, end));
    }

    private static SyntaxNode Negated(Token? not, CallSyntax call) =>
        not is null ? call : new CallSyntax("not", true, [call], not.Value.Start, call.Start, call.End);
}
