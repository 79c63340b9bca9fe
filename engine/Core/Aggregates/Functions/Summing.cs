using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

internal sealed class Sum() : AggregateFunction("sum",
    "The sum. Ints and durations are added exactly, and a sum that does not fit in 64 bits is null and counted in the summary of the run (sum(to_float(x)) holds it); floats are added with compensation for rounding (Neumaier). Null without a value.")
{
    public override int? BytesPerCell => SizeOf<IntSum>();

    protected override string Wanted => "a number or a duration";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => arguments[0].Kind == Kind.Float
        ? new ValueAccumulator<FloatSum, double>(FloatSum.Sum)
        : new ValueAccumulator<IntSum, long>(IntSum.Sum, IntSum.Overflows);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind is Kind.Int or Kind.Float or Kind.Duration ? argument : null;
}

internal sealed class Mean() : AggregateFunction("mean",
    "The arithmetic mean, of a compensated sum; that of durations is cut to whole microseconds. Null without a value.")
{
    public override int? BytesPerCell => SizeOf<IntSum>();

    protected override string Wanted => "a number or a duration";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => arguments[0].Kind switch
    {
        Kind.Float => new ValueAccumulator<FloatSum, double>(FloatSum.Mean),
        Kind.Int => new ValueAccumulator<IntSum, long>(IntSum.Mean),
        _ => new ValueAccumulator<IntSum, long>(IntSum.WholeMean),
    };

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind switch
    {
        Kind.Int or Kind.Float => ColumnType.Float,
        Kind.Duration => ColumnType.Duration,
        _ => null,
    };
}
