using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>Gives every part of an expression its type; every problem is reported, none stops the others.</summary>
/// <param name="schema">The columns.</param>
/// <param name="text">What is typed.</param>
internal sealed class Typer(Schema schema, TextInHand text)
{
    private const int MostNamed = 20;

    /// <summary>Called for each function before it is looked up; null leaves it to the catalog.</summary>
    public Func<CallSyntax, TypedCall?>? Intercept { get; init; }

    /// <summary>What is typed stands beside aggregates, where columns have no value of their own.</summary>
    public bool BarsColumns { get; init; }

    /// <summary>Names that mean an aggregate, so that one in the wrong place is told from a misspelt function.</summary>
    public IReadOnlyCollection<string> AggregateNames { get; init; } = [];

    /// <summary>Null when there was a problem, which has been reported.</summary>
    public Node? Type(SyntaxNode syntax) => syntax switch
    {
        LiteralSyntax literal => Literal(literal),
        NameSyntax name => Name(name),
        CallSyntax call when Intercept?.Invoke(call) is { } typed => typed.Node,
        CallSyntax call => Call(call),
        _ => throw new InvalidOperationException($"no rule types a {syntax.GetType().Name}"),
    };

    private static Node Literal(LiteralSyntax literal) => literal.Value switch
    {
        bool value => new ConstantNode(value, ColumnType.Bool),
        long value => new ConstantNode(value, ColumnType.Int),
        double value => new ConstantNode(value, ColumnType.Float),
        string value => new ConstantNode(value, ColumnType.String),
        _ => new UntypedNullNode(),
    };

    private Node? Name(NameSyntax name)
    {
        var index = BarsColumns ? -1 : schema.IndexOf(name.Name);
        if (index >= 0) return new ColumnNode(index, name.Name, schema[index].Type);
        if (text.Find(name.Name) is { } named) return text.Within(named, name.Start, Type);
        if (BarsColumns && schema.IndexOf(name.Name) >= 0)
            text.Error(ProblemCodes.ColumnOutsideAggregate, name.Start, $"'{name.Name}' stands beside aggregates, where there is no single row.",
                $"Aggregate it too, for example last({name.Name}).");
        else if (text.Names.IsWhole)
            text.Error(ProblemCodes.UnknownColumn, name.Start, $"There is no column '{name.Name}' here.", ColumnHint(name.Name));
        return null;
    }

    private string ColumnHint(string name)
    {
        if (NearMatch.Find(name, schema.Names.Concat(text.Names.Names)) is { } near) return $"Did you mean '{near}'?";
        var columns = schema.Count > MostNamed ? $"{string.Join(", ", schema.Names.Take(MostNamed))} …" : string.Join(", ", schema.Names);
        return schema.Count == 0 ? "There are no columns here." : $"The columns are {columns}; a text is written in quotes, '{name}'.";
    }

    private Node? Call(CallSyntax call)
    {
        var function = call.IsOperator ? Functions.Operators.Find(call.Name) : FunctionCatalog.Find(call.Name);
        if (call.By.Count > 0)
        {
            text.Error(ProblemCodes.ByMisplaced, call.At, $"'{call.Name}(…) by …' has a value for each group, and here is place for one.", "It stands inside an aggregate, for example max(count() by hour(time)).");
            return null;
        }

        var arguments = call.Arguments.Select(Type).ToList();
        if (function is null)
        {
            UnknownFunction(call);
            return null;
        }

        if (ModifierChecks.Refuse(call, text) || arguments.Contains(null)) return null;
        if (call is { IsOperator: true, Name: "==" or "!=" } && arguments.Exists(each => each is UntypedNullNode))
            text.Warning(ProblemCodes.ComparedWithNull, call.At, "A comparison with null is null, so it is never met.", "Write 'is null' or 'is not null'.");
        return new CallTyper(call, function, arguments!, text.Error).Type();
    }

    private void UnknownFunction(CallSyntax call)
    {
        if (AggregateNames.Contains(call.Name, StringComparer.OrdinalIgnoreCase))
        {
            text.Error(ProblemCodes.AggregateNotAllowed, call.At, $"'{call.Name}' is an aggregate, and this expression is computed for each row.",
                "Aggregates belong under 'aggregate' of a window or group.");
            return;
        }

        var near = NearMatch.Find(call.Name, FunctionCatalog.Names);
        text.Error(ProblemCodes.UnknownFunction, call.At, $"There is no function '{call.Name}'.",
            near is null ? "'streamguard functions' lists them." : $"Did you mean '{near}'?");
    }
}

/// <summary>What an interceptor made of a call; the node is null when there was a problem.</summary>
internal sealed record TypedCall(Node? Node);
