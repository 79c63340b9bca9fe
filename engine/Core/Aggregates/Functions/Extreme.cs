using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>The least and the greatest value.</summary>
internal sealed class Extreme : AggregateFunction
{
    private readonly bool _least;

    private Extreme(string name, string summary, bool least) : base(name, summary) => _least = least;

    public static Extreme Min => new("min", "The least value; text is compared by its UTF-8 bytes, NaN comes after every number. Null without a value.", least: true);

    public static Extreme Max => new("max", "The greatest value; text is compared by its UTF-8 bytes, NaN comes after every number. Null without a value.", least: false);

    public override int? BytesPerCell => SizeOf<FloatExtremes>();

    protected override string Wanted => "a number, a timestamp, a duration or text";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => arguments[0].Kind switch
    {
        Kind.Float => new ValueAccumulator<FloatExtremes, double>(_least ? FloatExtremes.Min : FloatExtremes.Max),
        Kind.String => new OwningAccumulator<TextExtremes>(_least ? TextExtremes.Min : TextExtremes.Max),
        _ => new ValueAccumulator<IntExtremes, long>(_least ? IntExtremes.Min : IntExtremes.Max),
    };

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind is Kind.Float or Kind.String || argument.IsInt64 ? argument : null;
}
