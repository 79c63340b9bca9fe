using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.Nested;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

internal sealed class Count() : AggregateFunction("count", "How many rows there are; with a value, how many of them have one that is not null. 0 without any.")
{
    public override string Signature => "count(value?)";

    public override int? BytesPerCell => SizeOf<Tally>();

    protected override string Wanted => "nothing or one value";

    public override ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        if (arguments.Count > 0 || constants.Count > 0) return base.Resolve(arguments, constants, out problem);
        problem = null;
        return ColumnType.Int;
    }

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new CountAccumulator();

    protected override ColumnType? ResultOf(ColumnType argument) => ColumnType.Int;
}

internal sealed class CountIf() : AggregateFunction("count_if", "How many rows meet the condition; one that is null is not met. 0 without any.")
{
    public override string Signature => "count_if(condition)";

    public override int? BytesPerCell => SizeOf<Tally>();

    protected override string Wanted => "a condition";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new CountTrueAccumulator();

    protected override ColumnType? ResultOf(ColumnType argument) => argument == ColumnType.Bool ? ColumnType.Int : null;
}

internal sealed class CountDistinct() : AggregateFunction("count_distinct", "How many different values there are, exactly; nulls do not count, both zeros are one value, all NaN are one. 0 without any.")
{
    protected override string Wanted => "one value that is not a list";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new DistinctAccumulator(arguments[0]);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind == Kind.List ? null : ColumnType.Int;
}
