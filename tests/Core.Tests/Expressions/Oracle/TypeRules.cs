using StreamGuard.Core.Expressions.Syntax;

namespace StreamGuard.Core.Tests.Expressions.Oracle;

internal enum OracleType
{
    Bool,
    Int,
    Float,
    Text,
    Moment,
    Span,
}

/// <summary>Types of well-typed expressions, as far as the interpreter needs them: to know where an int is a float.</summary>
internal sealed class TypeRules(IReadOnlyDictionary<string, OracleType> columns)
{
    private static readonly string[] Floats =
        ["/", "**", "sqrt", "exp", "ln", "to_float", "floor_float", "to_seconds", "pow", "atan2"];

    private static readonly string[] LikeArguments = ["+", "-", "*", "%", "neg", "pos", "min", "max", "abs", "sign", "floor", "ceiling", "truncate", "round"];

    /// <summary>Null for the word null.</summary>
    public OracleType? Of(SyntaxNode node) => node switch
    {
        NameSyntax name => columns[name.Name],
        LiteralSyntax literal => OfValue(literal.Value),
        CallSyntax call => OfCall(call),
        _ => null,
    };

    private static OracleType? OfValue(object? value) => value switch
    {
        bool => OracleType.Bool,
        long => OracleType.Int,
        double => OracleType.Float,
        string => OracleType.Text,
        _ => null,
    };

    private OracleType? OfCall(CallSyntax call)
    {
        var arguments = call.Arguments.Select(Of).ToList();
        if (Floats.Contains(call.Name)) return call.Name == "/" && arguments is [OracleType.Span, not OracleType.Span] ? OracleType.Span : OracleType.Float;
        if (LikeArguments.Contains(call.Name)) return OfArithmetic(call.Name, arguments);
        return call.Name switch
        {
            "if" => Common(arguments.Skip(1)),
            "ifs" => Common(arguments.Where((_, i) => i % 2 == 1 || i == arguments.Count - 1)),
            "coalesce" or "nullif" => Common(arguments),
            "div" or "&" or "|" or "^" or "~" or "<<" or ">>" or "to_int" or "length" or "index_of" => OracleType.Int,
            "year" or "month" or "day" or "hour" or "minute" or "second" or "day_of_week" or "day_of_year" or "to_unix" => OracleType.Int,
            "upper" or "lower" or "trim" or "substring" or "replace" or "concat" or "to_string" or "left" or "right" => OracleType.Text,
            "timestamp" or "date_trunc" or "from_unix" => OracleType.Moment,
            "duration" => OracleType.Span,
            _ => OracleType.Bool,
        };
    }

    private static OracleType? OfArithmetic(string name, List<OracleType?> arguments)
    {
        if (arguments.Contains(OracleType.Text)) return OracleType.Text;
        if (arguments.Contains(OracleType.Moment)) return name == "-" && arguments[1] == OracleType.Moment ? OracleType.Float : OracleType.Moment;
        if (arguments.Contains(OracleType.Span)) return OracleType.Span;
        return name == "round" && arguments.Count == 2 ? OracleType.Float : Common(arguments);
    }

    private static OracleType? Common(IEnumerable<OracleType?> types)
    {
        var known = types.OfType<OracleType>().ToList();
        return known.Contains(OracleType.Float) ? OracleType.Float : known.Count == 0 ? null : known[0];
    }
}
