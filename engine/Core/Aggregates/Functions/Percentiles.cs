using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

internal sealed class Median() : AggregateFunction("median",
    "The middle value, exactly; between two middle ones their mean. NaN comes after every number. Null without a value.")
{
    protected override string Wanted => "a number";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        new OwningAccumulator<Samples>(Samples.Percentile(0.5));

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;
}

internal sealed class Percentile() : AggregateFunction("percentile",
    "The exact percentile of a share from 0 to 1 (0.95 for the 95th), linear between neighbours at share × (n − 1), as SQL's percentile_cont. NaN comes after every number. Null without a value.")
{
    public override string Signature => "percentile(value, share)";

    public override int Constants => 1;

    protected override string Wanted => "a number and a share from 0 to 1";

    public override ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var result = base.Resolve(arguments, constants, out problem);
        if (result is null || (constants[0] is double or long or int && ShareOf(constants) is >= 0 and <= 1)) return result;
        problem = string.Create(CultureInfo.InvariantCulture, $"the share of {Signature} must be from 0 to 1, got {constants[0]}");
        return null;
    }

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        new OwningAccumulator<Samples>(Samples.Percentile(ShareOf(constants)));

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;

    public static double ShareOf(IReadOnlyList<object> constants) => Convert.ToDouble(constants[0], CultureInfo.InvariantCulture);
}
