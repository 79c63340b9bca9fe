using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Expressions.Typing;
using StreamGuard.Core.History;
using StreamGuard.Core.History.Recent;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Expressions;

/// <summary>Splits an expression over a row and its history into the calls that read the history and what is made of them.</summary>
internal sealed class HistoryBinder(
    TextInHand text, Schema schema, Func<string, IAggregateFunction?> aggregates, IReadOnlyCollection<string> names)
{
    private readonly List<HistoryCall> _calls = [];
    private readonly AggregateBinder _reader = new(text, schema, aggregates, names);
    private bool _failed;

    /// <summary>Null when there was a problem, which has been reported.</summary>
    public HistoryExpression? Bind(SyntaxNode syntax)
    {
        var final = new Typer(schema, text) { Intercept = Intercept }.Type(syntax);
        if (final is null || _failed) return null;
        if (final is UntypedNullNode)
        {
            text.Error(ProblemCodes.WrongOperand, 0, "'null' alone has no type.", "Write to_float(null) or the like.");
            return null;
        }

        var isCall = _calls.Count == 1 && final is ColumnNode column && column.Index == schema.Count;
        var bound = new BoundExpression(text.Whole, final);
        var columns = bound.Columns.Where(name => schema.IndexOf(name) >= 0).Concat(_calls.SelectMany(call => call.Arguments).SelectMany(argument => argument.Columns));
        return new HistoryExpression(text.Whole, _calls, isCall ? null : bound, [.. columns.Distinct()]);
    }

    private TypedCall? Intercept(CallSyntax call)
    {
        if (call.IsOperator || call.By.Count > 0) return null;
        ICallable? function = HistoryFunctions.Find(call.Name);
        if ((function ?? aggregates(call.Name)) is not { } known) return FunctionCatalog.Find(call.Name) is null ? Unknown(call) : null;

        // max(a, b) of two values is no aggregate though max(a) is.
        var count = call.Arguments.Count;
        if (count > 1 && FunctionCatalog.Find(call.Name) is { } scalar && scalar.Overloads.Any(overload => overload.TakesCount(count))) return null;
        var parts = _reader.Read(call with { Modifiers = [] }, known);
        var isRefused = ModifierChecks.RefuseSpan(call, text);
        _failed |= parts is null || isRefused;
        if (parts is null || isRefused) return new TypedCall(null);
        _calls.Add(new HistoryCall(parts.Function, parts.Arguments, parts.Constants, SpanOf(call), parts.Result));
        return new TypedCall(new ColumnNode(schema.Count + _calls.Count - 1, $"${_calls.Count - 1}", parts.Result));
    }

    private static HistorySpan? SpanOf(CallSyntax call)
    {
        if (call.Modifiers.Count == 0) return null;
        var last = call.Modifiers.FirstOrDefault(modifier => modifier.Name == "last");
        var before = call.Modifiers.FirstOrDefault(modifier => modifier.Name == "before");
        return new HistorySpan(last?.Value, last?.IsExclusive ?? false, before?.Value.Time ?? Duration.Zero);
    }

    private TypedCall Unknown(CallSyntax call)
    {
        var known = names.Concat(HistoryFunctions.Names).ToList();
        var near = NearMatch.Find(call.Name, known.Concat(FunctionCatalog.Names));
        text.Error(ProblemCodes.UnknownFunction, call.At, $"There is no function '{call.Name}'.",
            near is null ? $"Functions of the history are {string.Join(", ", known.Order(StringComparer.Ordinal))}." : $"Did you mean '{near}'?");
        return new TypedCall(null);
    }
}
