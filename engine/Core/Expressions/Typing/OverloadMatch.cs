using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>How arguments fit an overload: the types they are to have, and how many ints become floats.</summary>
internal sealed class OverloadMatch
{
    private readonly Overload _overload;
    private readonly ColumnType?[] _wanted;
    private ColumnType? _variable;

    private OverloadMatch(Overload overload, int count) => (_overload, _wanted) = (overload, new ColumnType?[count]);

    public Overload Overload => _overload;

    /// <summary>Ints that become floats; the overload with the fewest is taken.</summary>
    public int Promotions { get; private set; }

    /// <summary>The type an argument is to have; null for one that is prepared.</summary>
    public ColumnType? Wanted(int argument) => _wanted[argument];

    public ColumnType Result => Concrete(_overload.Result)!;

    /// <summary>Null when they do not fit.</summary>
    public static OverloadMatch? Try(Overload overload, IReadOnlyList<Node> arguments)
    {
        if (!overload.TakesCount(arguments.Count)) return null;
        var match = new OverloadMatch(overload, arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
            if (!match.Unify(overload.ParameterAt(i).Pattern, arguments[i])) return null;
        for (var i = 0; i < arguments.Count; i++)
            match.Settle(i, overload.ParameterAt(i).Pattern, arguments[i]);
        return match;
    }

    /// <summary>The first argument for which no overload has this place so; 0 when each place alone would do.</summary>
    public static int FirstMisfit(IEnumerable<Overload> overloads, IReadOnlyList<Node> arguments)
    {
        var furthest = 0;
        foreach (var overload in overloads.Where(each => each.TakesCount(arguments.Count)))
        {
            var match = new OverloadMatch(overload, arguments.Count);
            var fitting = 0;
            while (fitting < arguments.Count && match.Unify(overload.ParameterAt(fitting).Pattern, arguments[fitting])) fitting++;
            furthest = Math.Max(furthest, Math.Min(fitting, arguments.Count - 1));
        }

        return furthest;
    }

    private bool Unify(TypePattern pattern, Node argument)
    {
        if (pattern.Prepare is not null) return argument is ConstantNode { Value: string };
        if (argument is UntypedNullNode || pattern.IsAny) return true;
        if (pattern.Fixed is { } type) return argument.Type == type || (type == ColumnType.Float && argument.Type == ColumnType.Int);
        var found = argument.Type;
        if (pattern.IsListOfVariable)
        {
            if (found.Element is not { } element) return false;
            found = element;
        }

        if (pattern.Variable == 'N' && !found.IsNumber) return false;
        if (pattern.Variable == 'E' && found.Kind == Kind.List) return false;
        if (_variable is null || _variable == found) _variable = found;
        else if (_variable.IsNumber && found.IsNumber && !pattern.IsListOfVariable) _variable = ColumnType.Float;
        else return false;
        return true;
    }

    private void Settle(int index, TypePattern pattern, Node argument)
    {
        _wanted[index] = pattern.IsAny ? argument.Type : Concrete(pattern);
        if (argument is not UntypedNullNode && argument.Type == ColumnType.Int && _wanted[index] == ColumnType.Float) Promotions++;
    }

    private ColumnType? Concrete(TypePattern pattern)
    {
        if (pattern.Prepare is not null) return null;
        var variable = _variable ?? (pattern.Variable == 'N' ? ColumnType.Float : ColumnType.Int);
        if (pattern.IsListOfVariable) return ColumnType.ListOf(variable);
        return pattern.Fixed ?? variable;
    }
}
