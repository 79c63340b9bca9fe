using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions;

/// <summary>A function of the expression language: the one source of its type rules, its kernel and its documentation.</summary>
public sealed class FunctionDefinition
{
    private readonly Func<Overload[]> _overloads;
    private Overload[]? _read;

    internal FunctionDefinition(string name, FunctionCategory category, string summary, Func<Overload[]> overloads) =>
        (Name, Category, Summary, _overloads) = (name, category, summary, overloads);

    /// <summary>In snake_case; callers may write it in any case and leave the underscores out.</summary>
    public string Name { get; }

    /// <summary>Other names for the same.</summary>
    public IReadOnlyList<string> Aliases { get; private init; } = [];

    public FunctionCategory Category { get; }

    /// <summary>One or two sentences: what it gives, its unit, when it is null.</summary>
    public string Summary { get; }

    /// <summary>Expressions without columns, and their values as <c>to_string</c> writes them.</summary>
    public IReadOnlyList<FunctionExample> Examples { get; internal init; } = [];

    /// <summary>One line each: <c>round(x: float, digits: int) -> float</c>.</summary>
    public IReadOnlyList<string> Signatures => [.. Overloads.Select(overload => Name + overload.Signature)];

    /// <summary>The same function under further names.</summary>
    internal FunctionDefinition Also(params string[] names) => new(Name, Category, Summary, _overloads) { Examples = Examples, Aliases = names };

    /// <summary>The signatures in one line, for a problem's hint.</summary>
    internal string Usage => Category == FunctionCategory.Operator
        ? string.Join(", ", Overloads.Select(UsageOfOperator).Distinct())
        : string.Join(" or ", Signatures);

    internal IReadOnlyList<Overload> Overloads => _read ??= _overloads();

    private string UsageOfOperator(Overload overload)
    {
        var operands = overload.Parameters.Select(parameter => parameter.Pattern.Prepare is null ? parameter.Pattern.Text : "'…'").ToList();
        return Name switch
        {
            "if" => "bool ? any : any",
            "in" => "any in (any, …)",
            "neg" => $"-{operands[0]}",
            "pos" => $"+{operands[0]}",
            "between" => $"{operands[0]} between {operands[1]} and {operands[2]}",
            "is null" => "any is null",
            _ => operands.Count == 1 ? $"{Name} {operands[0]}" : $"{operands[0]} {Name} {operands[1]}",
        };
    }
}

/// <summary>An expression and its value.</summary>
public sealed record FunctionExample(string Expression, string Value);

/// <summary>Chapters of the functions' page.</summary>
public enum FunctionCategory
{
    Operator,
    Logic,
    Math,
    Text,
    Time,
    Conversion,
    List,
    Json,
}
