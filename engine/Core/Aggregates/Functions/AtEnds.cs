using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>The first or the last value.</summary>
internal sealed class AtEnds : AggregateFunction
{
    private readonly Result<Ends> _result;
    private readonly Result<TextEnds> _textResult;

    private AtEnds(string name, string summary, Result<Ends> result, Result<TextEnds> textResult) : base(name, summary) =>
        (_result, _textResult) = (result, textResult);

    public static AtEnds First => new("first", "The value of the earliest event time, of equal times the one that came first; by arrival where the stream has no event time. Null without a value.", Ends.First, TextEnds.First);

    public static AtEnds Last => new("last", "The value of the latest event time, of equal times the one that came last; by arrival where the stream has no event time. Null without a value.", Ends.Last, TextEnds.Last);

    public override bool DependsOnArrival => true;

    public override int? BytesPerCell => SizeOf<Ends>();

    protected override string Wanted => "one value that is not a list";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        arguments[0].IsText ? new OwningAccumulator<TextEnds>(_textResult) : new EndsAccumulator(_result);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind == Kind.List ? null : argument;
}

internal sealed class Delta() : AggregateFunction("delta",
    "The last value less the first by event time, or by arrival where the stream has none; one that does not fit in 64 bits is null, and counted in the summary of the run. Null without a value.")
{
    public override bool DependsOnArrival => true;

    public override int? BytesPerCell => SizeOf<Ends>();

    protected override string Wanted => "a number";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        arguments[0].Kind == Kind.Float ? new EndsAccumulator(Ends.FloatDelta) : new EndsAccumulator(Ends.IntDelta, Ends.IntDeltaOverflows);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? argument : null;
}

internal sealed class Rate() : AggregateFunction("rate",
    "The last value less the first, divided by the seconds of event time between them. Null when they are at one instant.")
{
    public override bool DependsOnArrival => true;

    public override bool NeedsEventTime => true;

    public override int? BytesPerCell => SizeOf<Ends>();

    protected override string Wanted => "a number";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) =>
        new EndsAccumulator(arguments[0].Kind == Kind.Float ? Ends.FloatRate : Ends.IntRate);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;
}
