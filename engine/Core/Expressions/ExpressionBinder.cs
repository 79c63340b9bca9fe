using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Expressions.Typing;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Expressions;

/// <summary>
/// Parses and types expressions. Every problem is reported where it stands in the expression; null then comes back.
/// </summary>
public static class ExpressionBinder
{
    /// <param name="text">The expression.</param>
    /// <param name="at">Where its first character stands.</param>
    /// <param name="schema">The columns it may use.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="aggregateNames">Names that mean an aggregate, for a better message.</param>
    public static Expression? Bind(string text, Location at, Schema schema, Problems problems, IEnumerable<string>? aggregateNames = null) =>
        Bind(text, at, schema, problems, aggregateNames, NoNames());

    /// <summary>The same, where names may stand for expressions.</summary>
    internal static Expression? Bind(string text, Location at, Schema schema, Problems problems, IEnumerable<string>? aggregateNames, NamesInUse names) =>
        Read(text, at, schema, problems, aggregateNames, names) is { } node ? new BoundExpression(text, node) : null;

    /// <summary>The same for an expression that must be bool.</summary>
    public static Expression? BindCondition(string text, Location at, Schema schema, Problems problems, IEnumerable<string>? aggregateNames = null) =>
        BindCondition(text, at, schema, problems, aggregateNames, NoNames());

    /// <summary>The same, where names may stand for expressions.</summary>
    internal static Expression? BindCondition(string text, Location at, Schema schema, Problems problems, IEnumerable<string>? aggregateNames, NamesInUse names)
    {
        if (Read(text, at, schema, problems, aggregateNames, names) is not { } node) return null;
        if (node.Type.Kind == Kind.Bool) return new BoundExpression(text, node);
        problems.Error(ProblemCodes.NotACondition, at, $"'{text}' is {Article(node.Type)}, not a condition.", "Compare it with something, for example > 0.");
        return null;
    }

    /// <summary>The same for an expression with aggregate calls.</summary>
    /// <param name="aggregates">Finds an aggregate by its name in any case; null for a name that is none.</param>
    /// <param name="aggregateNames">Those there are, for near matches.</param>
    public static AggregateExpression? BindAggregate(
        string text, Location at, Schema schema, Func<string, IAggregateFunction?> aggregates, IEnumerable<string> aggregateNames, Problems problems) =>
        BindAggregate(text, at, schema, aggregates, aggregateNames, problems, NoNames());

    /// <summary>The same, where names may stand for expressions.</summary>
    internal static AggregateExpression? BindAggregate(
        string text, Location at, Schema schema, Func<string, IAggregateFunction?> aggregates, IEnumerable<string> aggregateNames, Problems problems, NamesInUse names) =>
        Parse(text, at, problems) is { } syntax
            ? new AggregateBinder(new TextInHand(text, at, names, problems), schema, aggregates, [.. aggregateNames]).Bind(syntax)
            : null;

    /// <summary>The same for an expression over a row and what is known of its key.</summary>
    /// <param name="aggregates">Finds an aggregate by its name in any case; null for a name that is none.</param>
    /// <param name="aggregateNames">Those there are, for near matches.</param>
    public static HistoryExpression? BindHistory(
        string text, Location at, Schema schema, Func<string, IAggregateFunction?> aggregates, IEnumerable<string> aggregateNames, Problems problems) =>
        BindHistory(text, at, schema, aggregates, aggregateNames, problems, NoNames());

    /// <summary>The same, where names may stand for expressions.</summary>
    internal static HistoryExpression? BindHistory(
        string text, Location at, Schema schema, Func<string, IAggregateFunction?> aggregates, IEnumerable<string> aggregateNames, Problems problems, NamesInUse names) =>
        Parse(text, at, problems) is { } syntax
            ? new HistoryBinder(new TextInHand(text, at, names, problems), schema, aggregates, [.. aggregateNames]).Bind(syntax)
            : null;

    internal static SyntaxNode? Parse(string text, Location at, Problems problems)
    {
        try
        {
            return Parser.Parse(text);
        }
        catch (SyntaxException problem)
        {
            var message = $"{char.ToUpperInvariant(problem.Message[0])}{problem.Message[1..]}, in '{text}'.";
            problems.Error(ProblemCodes.ExpressionSyntax, at.Shift(problem.Start), message, problem.Hint);
            return null;
        }
    }

    private static NamesInUse NoNames() => new(NamedExpressions.None);

    private static Node? Read(string text, Location at, Schema schema, Problems problems, IEnumerable<string>? aggregateNames, NamesInUse names)
    {
        if (Parse(text, at, problems) is not { } syntax) return null;
        var node = new Typer(schema, new TextInHand(text, at, names, problems)) { AggregateNames = [.. aggregateNames ?? []] }.Type(syntax);
        if (node is not UntypedNullNode) return node;
        problems.Error(ProblemCodes.WrongOperand, at, "'null' alone has no type.", "Write to_float(null) or the like.");
        return null;
    }

    private static string Article(ColumnType type) => type.Kind == Kind.Int ? $"an {type}" : $"a {type}";
}
