using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>Variances and standard deviations.</summary>
internal sealed class Spread : AggregateFunction
{
    private readonly Result<Moments> _result;

    private Spread(string name, string summary, Result<Moments> result) : base(name, summary) => _result = result;

    public static Spread Variance => new("variance", "The sample variance (n − 1), by Welford's recurrence. Null for fewer than 2 values.", Moments.Variance);

    public static Spread Deviation => new("stddev", "The sample standard deviation (n − 1), by Welford's recurrence. Null for fewer than 2 values.", Moments.Deviation);

    public static Spread PopulationVariance => new("variance_pop", "The population's variance (n), by Welford's recurrence. Null without a value.", Moments.PopulationVariance);

    public static Spread PopulationDeviation => new("stddev_pop", "The population's standard deviation (n), by Welford's recurrence. Null without a value.", Moments.PopulationDeviation);

    public override int? BytesPerCell => SizeOf<Moments>();

    protected override string Wanted => "a number";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => OfNumber(arguments[0], _result);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;
}
