using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>An aggregate with others by groups in its arguments, as one function of all that these read.</summary>
/// <param name="text">As written, which is its name.</param>
/// <param name="by">How many of the arguments, the first ones, make the groups.</param>
/// <param name="inner">The aggregates over each group and the places of their arguments.</param>
/// <param name="schema">A column for the result of each of them.</param>
/// <param name="outer">What is made of these, its arguments being over that schema.</param>
internal sealed class NestedFunction(
    string text, int by, IReadOnlyList<(AggregateCall Call, int[] Arguments)> inner, Schema schema, AggregateCall outer) : IAggregateFunction
{
    public string Name => text;

    public string Signature => text;

    public string Summary => "An aggregate over aggregates.";

    public bool DependsOnArrival => inner.Any(each => each.Call.Function.DependsOnArrival);

    public bool NeedsEventTime => inner.Any(each => each.Call.Function.NeedsEventTime);

    public int? BytesPerCell => null;

    public ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        problem = null;
        return outer.Result;
    }

    public Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants)
    {
        var accumulators = inner.Select(each => (each.Call.Function.Create([.. each.Arguments.Select(place => arguments[place])], each.Call.Constants), each.Arguments)).ToList();
        var name = string.Join("; ", inner.Select(each => $"{each.Call.Function.Name}({string.Join(", ", each.Arguments)}; {string.Join(", ", each.Call.Constants)})"));
        var groups = new GroupedCells([.. arguments.Take(by)], accumulators, $"{name} by {by}");
        return new NestedAccumulator(groups, schema, outer.Arguments, outer.Function.Create([.. outer.Arguments.Select(each => each.Type)], outer.Constants));
    }
}
