using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

internal sealed class Slope() : AggregateFunction("slope",
    "The slope of the least-squares line of the value against event time, in units per second. Null when there are not two different times.")
{
    public override bool NeedsEventTime => true;

    public override int? BytesPerCell => SizeOf<Trend>();

    protected override string Wanted => "a number";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new TimedAccumulator<Trend>(Trend.Slope);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;
}
