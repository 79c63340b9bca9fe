using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>Whether some or all rows meet a condition.</summary>
internal sealed class Verdict : AggregateFunction
{
    private readonly Result<Verdicts> _result;

    private Verdict(string name, string summary, Result<Verdicts> result) : base(name, summary) => _result = result;

    public static Verdict Any => new("any", "Whether the condition is true for at least one row; rows where it is null are left out. Null without a row.", Verdicts.Any);

    public static Verdict Every => new("every", "Whether the condition is true for every row; rows where it is null are left out. Null without a row.", Verdicts.Every);

    public override string Signature => $"{Name}(condition)";

    public override int? BytesPerCell => SizeOf<Verdicts>();

    protected override string Wanted => "a condition";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        new ValueAccumulator<Verdicts, bool>(_result);

    protected override ColumnType? ResultOf(ColumnType argument) => argument == ColumnType.Bool ? argument : null;
}
