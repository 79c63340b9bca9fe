using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>What two numbers of a row have to do with one another.</summary>
internal sealed class Correlation : AggregateFunction
{
    public static readonly Correlation Pearson = new("correlation", CoMoments.Correlation,
        "Pearson's coefficient of correlation of two numbers, from -1 to 1, over rows that have both. Null below two rows, and where one of them is the same throughout.");

    public static readonly Correlation Covariance = new("covariance", CoMoments.SampleCovariance,
        "The sample covariance of two numbers, over rows that have both. Null below two rows.");

    private readonly Result<CoMoments> _result;

    private Correlation(string name, Result<CoMoments> result, string summary) : base(name, summary) => _result = result;

    public override string Signature => $"{Name}(x, y)";

    public override int? BytesPerCell => SizeOf<CoMoments>();

    protected override string Wanted => "two numbers";

    public override ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var fits = arguments.Count == 2 && arguments.All(argument => argument.IsNumber);
        problem = fits ? null : $"{Signature} takes {Wanted}, got {Describe(arguments)}";
        return fits ? ColumnType.Float : null;
    }

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new PairAccumulator(_result);

    protected override ColumnType? ResultOf(ColumnType argument) => null;
}
