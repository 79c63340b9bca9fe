using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>Mean and deviation of values that stand so many times each.</summary>
internal sealed class Weighted : AggregateFunction
{
    private readonly Result<WeightedMoments> _result;

    private Weighted(string name, string summary, Result<WeightedMoments> result) : base(name, summary) => _result = result;

    public static Weighted Mean => new("weighted_mean",
        "The mean of values that stand as often as their weights say. Rows where one is null or the weight is not above 0 are left out. Null without a value.", WeightedMoments.Mean);

    public static Weighted Deviation => new("weighted_stddev",
        "The sample standard deviation (sum of weights − 1) of values that stand as often as their weights say, by West's recurrence (1979). Null when the weights do not add up to more than 1.", WeightedMoments.Deviation);

    public override string Signature => $"{Name}(value, weight)";

    public override int? BytesPerCell => SizeOf<WeightedMoments>();

    protected override string Wanted => "two numbers";

    public override ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var fits = arguments.Count == 2 && arguments.All(each => each.IsNumber);
        problem = fits ? null : $"{Signature} takes {Wanted}, got {Describe(arguments)}";
        return fits ? ColumnType.Float : null;
    }

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new WeightedAccumulator(_result);

    protected override ColumnType? ResultOf(ColumnType argument) => null;
}
