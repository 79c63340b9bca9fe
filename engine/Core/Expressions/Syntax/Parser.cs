namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>
/// Reads an expression by recursive descent, in NCalc's syntax. Loosest to tightest: <c>c ? a : b</c>, or, and, not,
/// |, ^, &amp;, equality, relation (with in, like, matches, is, between), shift, + -, * / % div, sign and !, **.
/// The word <c>not</c> binds as loosely as in SQL, so that <c>not a == b</c> reads as one expects.
/// </summary>
internal sealed class Parser
{
    private const int DeepestNesting = 200;

    // A chain of operators is a tree as deep as it is long, and what walks it recurses.
    private const int MostTokens = 2000;

    private static readonly (string Symbol, string Operator)[] Equality = [("==", "=="), ("=", "=="), ("!=", "!="), ("<>", "!=")];
    private static readonly (string Symbol, string Operator)[] Shift = [("<<", "<<"), (">>", ">>")];
    private static readonly (string Symbol, string Operator)[] Additive = [("+", "+"), ("-", "-")];
    private static readonly (string Symbol, string Operator)[] Multiplicative = [("*", "*"), ("/", "/"), ("%", "%"), ("div", "div")];
    private static readonly (string Symbol, string Operator)[] BitOr = [("|", "|")];
    private static readonly (string Symbol, string Operator)[] BitXor = [("^", "^")];
    private static readonly (string Symbol, string Operator)[] BitAnd = [("&", "&")];
    private static readonly (string Symbol, string Operator)[] Or = [("or", "or"), ("||", "or")];
    private static readonly (string Symbol, string Operator)[] And = [("and", "and"), ("&&", "and")];

    private readonly TokenReader _tokens;
    private int _depth;

    private Parser(string text) => _tokens = new TokenReader(Lexer.Read(text));

    /// <exception cref="SyntaxException">The text is no expression.</exception>
    public static SyntaxNode Parse(string text)
    {
        var parser = new Parser(text);
        if (parser._tokens.Count > MostTokens)
            throw new SyntaxException($"the expression has more than {MostTokens} words and signs", 0, "Compute parts of it as columns of their own.");
        if (parser._tokens.Current.Kind == TokenKind.End) throw new SyntaxException("the expression is empty", 0);
        var tree = parser.Ternary();
        parser._tokens.ExpectEnd();
        return tree;
    }

    private SyntaxNode Ternary()
    {
        Enter();
        var condition = Disjunction();
        if (_tokens.Take("?") is { } mark)
        {
            var then = Ternary();
            _tokens.Expect(":", "'c ? a : b' has no ':'");
            var otherwise = Ternary();
            condition = new CallSyntax("if", true, [condition, then, otherwise], mark.Start, condition.Start, otherwise.End);
        }

        _depth--;
        return condition;
    }

    private SyntaxNode Disjunction() => Chain(Or, Conjunction);

    private SyntaxNode Conjunction() => Chain(And, Negation);

    private SyntaxNode Negation()
    {
        if (_tokens.Take("not") is not { } not) return BitwiseOr();
        Enter();
        var operand = Negation();
        _depth--;
        return new CallSyntax("not", true, [operand], not.Start, not.Start, operand.End);
    }

    private SyntaxNode BitwiseOr() => Chain(BitOr, () => Chain(BitXor, () => Chain(BitAnd, () => Chain(Equality, Relation))));

    private SyntaxNode Relation() => RelationParser.Parse(_tokens, Shifted, Ternary);

    private SyntaxNode Shifted() => Chain(Shift, () => Chain(Additive, () => Chain(Multiplicative, Unary)));

    private SyntaxNode Unary()
    {
        if (_tokens.Take("!", "~", "+", "-", "not") is not { } sign) return Power();
        if (sign.Is("-") && _tokens.TakeNegative(sign) is { } literal) return literal;
        Enter();
        var operand = Unary();
        _depth--;
        var name = sign.Text switch { "-" => "neg", "+" => "pos", "~" => "~", _ => "not" };
        return new CallSyntax(name, true, [operand], sign.Start, sign.Start, operand.End);
    }

    // The right operand is a signed one and takes in further powers: 2 ** -1, 2 ** 3 ** 2 = 2 ** 9.
    private SyntaxNode Power()
    {
        var operand = new PrimaryParser(_tokens, Ternary).Parse();
        if (_tokens.Take("**") is not { } power) return operand;
        var exponent = Unary();
        return new CallSyntax("**", true, [operand, exponent], power.Start, operand.Start, exponent.End);
    }

    private void Enter()
    {
        if (++_depth > DeepestNesting) throw new SyntaxException($"the expression is nested deeper than {DeepestNesting} levels", _tokens.Current.Start);
    }

    private SyntaxNode Chain((string Symbol, string Operator)[] operators, Func<SyntaxNode> operand)
    {
        var left = operand();
        while (_tokens.TakeOperator(operators) is var (token, name))
        {
            var right = operand();
            left = new CallSyntax(name, true, [left, right], token.Start, left.Start, right.End);
        }

        return left;
    }
}
