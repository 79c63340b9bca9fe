using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>Finds the overload that a call means, or says why none fits.</summary>
/// <param name="call">The call.</param>
/// <param name="function">What is called.</param>
/// <param name="arguments">Typed.</param>
/// <param name="error">Takes code, character, message and hint.</param>
internal sealed class CallTyper(CallSyntax call, FunctionDefinition function, IReadOnlyList<Node> arguments, Action<string, int, string, string?> error)
{
    public Node? Type()
    {
        OverloadMatch? best = null;
        foreach (var overload in function.Overloads)
        {
            var match = OverloadMatch.Try(overload, arguments);
            if (match is not null && (best is null || match.Promotions < best.Promotions)) best = match;
        }

        if (best is not null) return Apply(best);
        if (!function.Overloads.Any(overload => overload.TakesCount(arguments.Count))) WrongCount();
        else if (ConstantWanted() is { } place) NotConstant(place);
        else WrongType();
        return null;
    }

    private string Described => call.IsOperator ? $"'{function.Name}'" : $"'{call.Name}'";

    private CallNode? Apply(OverloadMatch match)
    {
        var prepared = new object?[arguments.Count];
        var values = new List<Node>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (match.Wanted(i) is { } type)
            {
                values.Add(Convert(arguments[i], type));
                continue;
            }

            try
            {
                prepared[i] = match.Overload.ParameterAt(i).Pattern.Prepare!((string)((ConstantNode)arguments[i]).Value!);
            }
            catch (FormatException problem)
            {
                error(ProblemCodes.BadConstant, call.Arguments[i].Start, problem.Message, null);
                return null;
            }
        }

        return new CallNode(match.Overload, values, prepared, match.Result);
    }

    public static Node Convert(Node node, ColumnType type) => node switch
    {
        UntypedNullNode => new ConstantNode(null, type),
        ConstantNode { Value: long value, Type.Kind: Kind.Int } when type == ColumnType.Float => new ConstantNode((double)value, type),
        _ when node.Type == ColumnType.Int && type == ColumnType.Float => new PromotionNode(node),
        _ => node,
    };

    private void WrongCount()
    {
        var found = $"{arguments.Count} {(arguments.Count == 1 ? "argument" : "arguments")}";
        error(ProblemCodes.WrongArgumentCount, call.At, $"{Described} does not take {found}.", $"It takes {function.Usage}.");
    }

    private void NotConstant(int argument) => error(
        ProblemCodes.NotConstant, call.Arguments[argument].Start, $"{Described} needs a constant text here.", $"It takes {function.Usage}.");

    private int? ConstantWanted()
    {
        foreach (var overload in function.Overloads.Where(each => each.TakesCount(arguments.Count)))
            for (var i = 0; i < arguments.Count; i++)
                if (overload.ParameterAt(i).Pattern.Prepare is not null && arguments[i] is not ConstantNode && arguments[i].Type == ColumnType.String)
                    return i;
        return null;
    }

    private void WrongType()
    {
        var types = arguments.Select(each => each is UntypedNullNode ? "null" : each.Type.ToString());
        var found = string.Join(arguments.Count == 2 ? " and " : ", ", types);
        var misfit = call.Arguments[OverloadMatch.FirstMisfit(function.Overloads, arguments)];
        error(ProblemCodes.WrongOperand, call.IsOperator && arguments.Count > 1 ? call.At : misfit.Start, $"{Described} does not take {found}.", Hint());
    }

    private string Hint()
    {
        if (Fits(ColumnType.String, ColumnType.Float)) return "Text is no number by itself: to_float(…) or to_int(…) reads one.";
        if (Fits(ColumnType.String, ColumnType.Timestamp)) return "Text is no time by itself: write a constant as timestamp('2025-11-08T14:30:45Z').";
        if (call.Name == "+" && arguments.Any(each => each.Type == ColumnType.String)) return "to_string(…) makes text of a value.";
        return $"It takes {function.Usage}.";
    }

    // Whether the call would fit if each argument of the one type were of the other.
    private bool Fits(ColumnType actual, ColumnType wanted)
    {
        if (arguments.All(each => each.Type != actual)) return false;
        var changed = arguments.Select(each => each.Type == actual && each is not UntypedNullNode ? new ConstantNode(null, wanted) : each).ToList();
        return changed.Any(each => each.Type == wanted) && function.Overloads.Any(overload => OverloadMatch.Try(overload, changed) is not null);
    }
}
