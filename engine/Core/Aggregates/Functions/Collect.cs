using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

internal sealed class Collect() : AggregateFunction("collect",
    "A list of the values by event time, equal times as they came; by arrival where the stream has no event time. Nulls are left out. Null without a value.")
{
    public override bool DependsOnArrival => true;

    protected override string Wanted => "one value that is not a list";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        arguments[0].IsText ? new OwningAccumulator<CollectedTexts>(CollectedTexts.List) : new OwningAccumulator<Collected>(Collected.List);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind == Kind.List ? null : ColumnType.ListOf(argument);
}
