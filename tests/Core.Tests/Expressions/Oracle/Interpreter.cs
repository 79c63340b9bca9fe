using StreamGuard.Core.Expressions.Syntax;

namespace StreamGuard.Core.Tests.Expressions.Oracle;

/// <summary>
/// What an expression means, row by row over boxed values, written as plainly as possible. It shares nothing with the
/// kernels but the parser. Values are null, bool, long, double, string, <see cref="Moment"/> and <see cref="Span"/>.
/// </summary>
internal sealed class Interpreter(IReadOnlyDictionary<string, OracleType> columns, IReadOnlyDictionary<string, object?> row)
{
    private readonly TypeRules _types = new(columns);

    public object? Evaluate(SyntaxNode node) => node switch
    {
        LiteralSyntax literal => literal.Value,
        NameSyntax name => row[name.Name],
        CallSyntax call => Call(call),
        _ => throw new NotSupportedException(node.ToString()),
    };

    private object? Call(CallSyntax call)
    {
        var arguments = call.Arguments;
        return call.Name switch
        {
            "and" => Both(Evaluate(arguments[0]), Evaluate(arguments[1]), decisive: false),
            "or" => Both(Evaluate(arguments[0]), Evaluate(arguments[1]), decisive: true),
            "is null" or "is_null" => Evaluate(arguments[0]) is null,
            "is_null_or_empty" => Evaluate(arguments[0]) is null or "",
            "if" => Settled(call, Evaluate(Evaluate(arguments[0]) is true ? arguments[1] : arguments[2])),
            "ifs" => Settled(call, Evaluate(FirstMet(arguments))),
            "coalesce" => Settled(call, arguments.Select(Evaluate).FirstOrDefault(value => value is not null)),
            "nullif" => NullIf(call),
            "in" => In(arguments),
            "between" => Both(Compare("<=", arguments, 1, 0), Compare("<=", arguments, 0, 2), decisive: false),
            "==" or "!=" or "<" or "<=" or ">" or ">=" => Compare(call.Name, arguments, 0, 1),
            "max" or "min" => Strict(call.Name, [.. arguments.Select(each => Settled(call, Evaluate(each)))]),
            _ => Strict(call.Name, [.. arguments.Select(Evaluate)]),
        };
    }

    private static object? Strict(string name, object?[] values) => Array.Exists(values, value => value is null) ? null : StrictFunctions.Call(name, values!);

    private object? Settled(SyntaxNode node, object? value) => _types.Of(node) == OracleType.Float ? AsFloat(value) : value;

    private static object? AsFloat(object? value) => value is long whole ? (double)whole : value;

    private SyntaxNode FirstMet(IReadOnlyList<SyntaxNode> arguments)
    {
        for (var i = 0; i + 1 < arguments.Count; i += 2)
            if (Evaluate(arguments[i]) is true) return arguments[i + 1];
        return arguments[^1];
    }

    private object? NullIf(CallSyntax call)
    {
        var value = Settled(call, Evaluate(call.Arguments[0]));
        return Compare("==", call.Arguments, 0, 1) is true ? null : value;
    }

    private object? In(IReadOnlyList<SyntaxNode> arguments)
    {
        var asFloats = arguments.Any(each => _types.Of(each) == OracleType.Float);
        var values = arguments.Select(Evaluate).Select(value => asFloats ? AsFloat(value) : value).ToList();
        if (values[0] is null) return null;
        var verdicts = values.Skip(1).Select(item => item is null ? (object?)null : Ordering.Holds("==", values[0]!, item)).ToList();
        return verdicts.Contains(true) ? true : verdicts.Contains(null) ? null : false;
    }

    // One float among the arguments makes floats of all.
    private object? Compare(string name, IReadOnlyList<SyntaxNode> arguments, int left, int right)
    {
        var asFloats = arguments.Any(each => _types.Of(each) == OracleType.Float);
        var (a, b) = (Evaluate(arguments[left]), Evaluate(arguments[right]));
        if (a is null || b is null) return null;
        return asFloats ? Ordering.Holds(name, AsFloat(a)!, AsFloat(b)!) : Ordering.Holds(name, a, b);
    }

    private static object? Both(object? left, object? right, bool decisive)
    {
        if (decisive.Equals(left) || decisive.Equals(right)) return decisive;
        return left is null || right is null ? null : !decisive;
    }
}

/// <summary>A time in microseconds since 1970.</summary>
internal readonly record struct Moment(long Micros);

/// <summary>A duration in microseconds.</summary>
internal readonly record struct Span(long Micros);
