using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Expressions.Typing;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Expressions;

/// <summary>Splits an expression with aggregate calls into the calls and what is made of their results.</summary>
internal sealed class AggregateBinder(
    TextInHand text, Schema schema, Func<string, IAggregateFunction?> aggregates, IReadOnlyCollection<string> names)
{
    private readonly List<AggregateCall> _calls = [];
    private bool _failed;

    /// <summary>Null when there was a problem, which has been reported.</summary>
    public AggregateExpression? Bind(SyntaxNode syntax)
    {
        var typer = new Typer(schema, text) { Intercept = Intercept, BarsColumns = true };
        var final = typer.Type(syntax);
        if (final is null || _failed) return null;
        if (_calls.Count == 0)
        {
            text.Error(ProblemCodes.UnknownAggregate, 0, $"'{text.Whole}' calls no aggregate.", Listed());
            return null;
        }

        return new AggregateExpression(text.Whole, _calls, final is ColumnNode ? null : new BoundExpression(text.Whole, final));
    }

    private TypedCall? Intercept(CallSyntax call)
    {
        if (call.IsOperator || call.By.Count > 0) return null;
        if (aggregates(call.Name) is not { } function) return Unknown(call);

        // max(a, b) of two values is no aggregate though max(a) is.
        var count = call.Arguments.Count;
        if (count > 1 && FunctionCatalog.Find(call.Name) is { } scalar && scalar.Overloads.Any(overload => overload.TakesCount(count))) return null;
        var read = Read(call, function);
        _failed |= read is null;
        if (read is null) return new TypedCall(null);
        _calls.Add(new AggregateCall((IAggregateFunction)read.Function, read.Arguments, read.Constants, read.Result));
        return new TypedCall(new ColumnNode(_calls.Count - 1, $"${_calls.Count - 1}", read.Result));
    }

    private TypedCall? Unknown(CallSyntax call)
    {
        if (FunctionCatalog.Find(call.Name) is not null) return null;
        var near = NearMatch.Find(call.Name, names.Concat(FunctionCatalog.Names));
        text.Error(ProblemCodes.UnknownAggregate, call.At, $"There is no aggregate '{call.Name}'.",
            near is null ? Listed() : $"Did you mean '{near}'?");
        return new TypedCall(null);
    }

    private string Listed() => $"The aggregates are {string.Join(", ", names.Order(StringComparer.Ordinal))}.";

    /// <summary>Reads what a call is given; null when there was a problem, which has been reported.</summary>
    public CallParts? Read(CallSyntax call, ICallable function)
    {
        var inner = new InnerCalls(text, schema, aggregates, this);
        var typer = new Typer(schema, text) { AggregateNames = names, Intercept = inner.Intercept };
        var arguments = call.Arguments.Select(typer.Type).ToList();
        if (ModifierChecks.Refuse(call, text) || arguments.Contains(null)) return null;
        if (arguments.FindIndex(each => each is UntypedNullNode) is >= 0 and var place)
        {
            text.Error(ProblemCodes.WrongOperand, call.Arguments[place].Start, "'null' alone has no type.", $"It is {function.Signature}.");
            return null;
        }

        var columns = Math.Max(0, arguments.Count - function.Constants);
        var constants = new List<object>();
        for (var i = columns; i < arguments.Count; i++)
        {
            if (Constants.ValueOf(arguments[i]!) is not { } value)
            {
                text.Error(ProblemCodes.NotConstant, call.Arguments[i].Start, $"'{call.Name}' needs a constant here.", $"It is {function.Signature}.");
                return null;
            }

            constants.Add(value);
        }

        return Resolve(call, function, arguments[..columns]!, constants, inner);
    }

    private CallParts? Resolve(CallSyntax call, ICallable function, List<Node> arguments, List<object> constants, InnerCalls inner)
    {
        var result = function.Resolve([.. arguments.Select(each => each.Type)], constants, out var problem);
        if (result is null)
        {
            text.Error(ProblemCodes.WrongOperand, call.At, $"'{call.Name}' does not take this: {problem}", $"It is {function.Signature}.");
            return null;
        }

        if (inner.Any) return inner.Around(call, function, arguments, constants, result);
        var expressions = arguments.Select((each, i) => (Expression)new BoundExpression(text.Written(call.Arguments[i]), each)).ToList();
        return new CallParts(function, expressions, constants, result);
    }
}

/// <summary>What a call of an aggregate, or of a function of the history, is given, and the type of what it gives.</summary>
/// <param name="Function">What is called; one that is made of it where other aggregates stand in its arguments.</param>
internal sealed record CallParts(ICallable Function, IReadOnlyList<Expression> Arguments, IReadOnlyList<object> Constants, ColumnType Result);
