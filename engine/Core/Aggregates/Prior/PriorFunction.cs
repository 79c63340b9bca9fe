using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Prior;

/// <summary>An aggregate with <c>elapsed</c> or <c>previous</c> in its arguments, as a function of the columns that these read.</summary>
/// <param name="text">As written, which is its name.</param>
/// <param name="calls">What is asked of the row before; arguments are the columns that it reads.</param>
/// <param name="schema">Those columns, then one for each call.</param>
/// <param name="outer">The aggregate, its arguments being over that schema.</param>
internal sealed class PriorFunction(string text, IReadOnlyList<PriorCall> calls, Schema schema, AggregateCall outer) : IAggregateFunction
{
    public string Name => text;

    public string Signature => text;

    public string Summary => "An aggregate over a row and the one before it.";

    public bool NeedsOrder => true;

    public bool DependsOnArrival => true;

    public bool NeedsEventTime => outer.Function.NeedsEventTime;

    public int? BytesPerCell => outer.Function.BytesPerCell is { } bytes ? bytes + (calls.Count * 16) : null;

    public ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        problem = null;
        return outer.Result;
    }

    public Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new PriorAccumulator(
        new PriorRows(arguments, calls, schema), outer.Arguments, outer.Function.Create([.. outer.Arguments.Select(each => each.Type)], outer.Constants));
}
