using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.Nested;
using StreamGuard.Core.Aggregates.Prior;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Expressions.Typing;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Expressions;

/// <summary>
/// Calls in the arguments of one aggregate that no row by itself has a value for: aggregates by groups, such as
/// <c>count() by hour(time)</c>, and <c>elapsed</c> and <c>previous</c>, which look at the row before. Each is typed as a
/// column behind those of the rows, and the aggregate around them becomes a function of all that they read.
/// </summary>
internal sealed class InnerCalls(TextInHand text, Schema schema, Func<string, IAggregateFunction?> aggregates, AggregateBinder binder)
{
    private readonly List<AggregateCall> _nested = [];
    private readonly List<(PriorKind Kind, Expression Argument, ColumnType Type)> _prior = [];
    private IReadOnlyList<Expression> _by = [];

    public bool Any => _nested.Count + _prior.Count > 0;

    /// <summary>Null for a call that is none of these.</summary>
    public TypedCall? Intercept(CallSyntax call)
    {
        if (call.By.Count > 0) return new TypedCall(Nested(call));
        if (call.IsOperator || FunctionCatalog.Find(call.Name) is not null) return null;
        return Enum.TryParse<PriorKind>(call.Name, ignoreCase: true, out var kind) ? new TypedCall(Prior(call, kind)) : null;
    }

    /// <summary>The aggregate around these calls; null when they do not go together, which has been reported.</summary>
    public CallParts? Around(CallSyntax call, ICallable callable, IReadOnlyList<Node> arguments, IReadOnlyList<object> constants, ColumnType result)
    {
        if (callable is not IAggregateFunction function)
        {
            text.Error(ProblemCodes.ByMisplaced, call.At, $"'{call.Name}' is asked with the row's own value, and groups of rows and the row before have none.", "They stand in the arguments of aggregates.");
            return null;
        }

        if (_nested.Count == 0) return AroundPrior(call, function, arguments, constants, result);
        if (_prior.Count > 0)
        {
            text.Error(ProblemCodes.PriorMisplaced, call.At, $"'{text.Written(call)}' asks for the row before and for groups of rows, which have none.", "Make two aggregates of it.");
            return null;
        }

        if (arguments.SelectMany(NodeFacts.Columns).FirstOrDefault(column => column.Index < schema.Count) is { } column)
        {
            text.Error(ProblemCodes.ColumnOutsideAggregate, call.At, $"'{column.Name}' stands beside an aggregate by groups, where there is no single row.", $"Aggregate it by the same groups, for example last({column.Name}) by ….");
            return null;
        }

        return AroundNested(call, function, arguments, constants, result);
    }

    private ColumnNode? Nested(CallSyntax call)
    {
        if (aggregates(call.Name) is not { } function)
        {
            text.Error(ProblemCodes.ByMisplaced, call.At, $"'by' stands behind an aggregate, and '{call.Name}' is none.", "Write, for example, count() by hour(time).");
            return null;
        }

        var by = call.By.Select(Plain).OfType<Expression>().ToList();
        if (by.Count < call.By.Count || binder.Read(call with { By = [] }, function) is not { } read) return null;
        if (read.Function is NestedFunction or PriorFunction)
        {
            text.Error(ProblemCodes.ByMisplaced, call.At, "groups within groups, and the row before within a group, are not kept.", "Compute a part of it in a transform before this one.");
            return null;
        }

        if (_nested.Count > 0 && !_by.Select(each => each.Text).SequenceEqual(by.Select(each => each.Text)))
        {
            text.Error(ProblemCodes.ByMisplaced, call.By[0].Start, $"All groups of one aggregate are by the same, and others here are by {string.Join(", ", _by.Select(each => each.Text))}.", "Make two aggregates of it.");
            return null;
        }

        _by = by;
        return Column(new AggregateCall(function, read.Arguments, read.Constants, read.Result));
    }

    /// <summary>What is written twice is kept once.</summary>
    private ColumnNode Column(AggregateCall call)
    {
        var place = _nested.FindIndex(each => each.Function == call.Function && each.Constants.SequenceEqual(call.Constants) && each.Arguments.Select(argument => argument.Text).SequenceEqual(call.Arguments.Select(argument => argument.Text)));
        if (place < 0)
        {
            place = _nested.Count;
            _nested.Add(call);
        }

        return new ColumnNode(schema.Count + place, $"${place}", call.Result);
    }

    private ColumnNode? Prior(CallSyntax call, PriorKind kind)
    {
        if (ModifierChecks.Refuse(call, text)) return null;
        if (call.Arguments.Count != 1)
        {
            text.Error(ProblemCodes.WrongArgumentCount, call.At, $"'{call.Name}' takes one argument.", kind == PriorKind.Elapsed ? "It is elapsed(time)." : "It is previous(value).");
            return null;
        }

        if (Plain(call.Arguments[0]) is not { } argument) return null;
        if (kind == PriorKind.Elapsed && argument.Type.Kind != Kind.Timestamp)
        {
            text.Error(ProblemCodes.WrongOperand, call.Arguments[0].Start, $"'elapsed' does not take {argument.Type}.", "It takes a timestamp.");
            return null;
        }

        var type = kind == PriorKind.Elapsed ? ColumnType.Float : argument.Type;
        _prior.Add((kind, argument, type));
        return new ColumnNode(schema.Count + _prior.Count - 1, $"${_prior.Count - 1}", type);
    }

    /// <summary>An expression over a row alone, with a value that can be kept or be part of a key.</summary>
    private BoundExpression? Plain(SyntaxNode syntax)
    {
        if (new Typer(schema, text).Type(syntax) is not { } node) return null;
        if (node is not UntypedNullNode && KeyEncoder.Fits(node.Type)) return new BoundExpression(text.Written(syntax), node);
        text.Error(ProblemCodes.WrongOperand, syntax.Start, $"'{text.Written(syntax)}' is not a single value.");
        return null;
    }

    private CallParts AroundNested(CallSyntax call, IAggregateFunction function, IReadOnlyList<Node> arguments, IReadOnlyList<object> constants, ColumnType result)
    {
        var read = new List<Expression>(_by);
        var inner = _nested.Select(each => (each, each.Arguments.Select(argument => PlaceOf(argument, read, _by.Count)).ToArray())).ToList();
        var groups = new Schema(_nested.Select((each, i) => new Field($"${i}", each.Result)));
        var outer = Outer(call, function, arguments, constants, result, index => index - schema.Count);
        return new CallParts(new NestedFunction(text.Written(call), _by.Count, inner, groups, outer), read, [], result);
    }

    private CallParts AroundPrior(CallSyntax call, IAggregateFunction function, IReadOnlyList<Node> arguments, IReadOnlyList<object> constants, ColumnType result)
    {
        var columns = arguments.SelectMany(NodeFacts.Columns).Where(column => column.Index < schema.Count).DistinctBy(column => column.Index).OrderBy(column => column.Index).ToList();
        var read = columns.Select(column => (Expression)new BoundExpression(column.Name, column)).ToList();
        var calls = _prior.Select(each => new PriorCall(each.Kind, PlaceOf(each.Argument, read, 0))).ToList();
        var fields = read.Select((each, i) => new Field($"{i}", each.Type)).Concat(_prior.Select((each, i) => new Field($"${i}", each.Type)));
        var outer = Outer(call, function, arguments, constants, result,
            index => index >= schema.Count ? read.Count + index - schema.Count : columns.FindIndex(column => column.Index == index));
        return new CallParts(new PriorFunction(text.Written(call), calls, new Schema(fields), outer), read, [], result);
    }

    private AggregateCall Outer(CallSyntax call, IAggregateFunction function, IReadOnlyList<Node> arguments, IReadOnlyList<object> constants, ColumnType result, Func<int, int> place) =>
        new(function, [.. arguments.Select((each, i) => new BoundExpression(text.Written(call.Arguments[i]), Moved(each, place)))], constants, result);

    private static int PlaceOf(Expression argument, List<Expression> read, int from)
    {
        var place = read.FindIndex(from, each => each.Text == argument.Text);
        if (place >= 0) return place;
        read.Add(argument);
        return read.Count - 1;
    }

    /// <summary>The same over a schema in which columns stand elsewhere.</summary>
    private static Node Moved(Node node, Func<int, int> place) => node switch
    {
        ColumnNode column => column with { Index = place(column.Index) },
        PromotionNode promotion => new PromotionNode(Moved(promotion.Inner, place)),
        CallNode call => call with { Arguments = [.. call.Arguments.Select(each => Moved(each, place))] },
        _ => node,
    };
}
