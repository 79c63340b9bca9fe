using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>The middle value.</summary>
internal sealed class Median : AggregateFunction
{
    private readonly Func<double, Accumulator> _create;

    private Median(string name, string summary, Func<double, Accumulator> create) : base(name, summary) => _create = create;

    public static Median Exact => new("median",
        "The middle value, exactly; between two middle ones their mean. NaN comes after every number. Null without a value.",
        Percentile.OfSamples) { IsExact = true };

    public static Median Approximate => new("approx_median",
        "The middle value, less than 1 % off, in bounded memory: approx_percentile with the share 0.5. Null without a value.",
        Percentile.OfSketch);

    /// <summary>Every value is kept.</summary>
    public bool IsExact { get; private init; }

    public override int? BytesPerCell => IsExact ? null : Sketch.MostBytes;

    protected override string Wanted => "a number";

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => _create(0.5);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;
}

/// <summary>The value that a share of all values lies below.</summary>
internal sealed class Percentile : AggregateFunction
{
    private readonly Func<double, Accumulator> _create;

    private Percentile(string name, string summary, Func<double, Accumulator> create) : base(name, summary) => _create = create;

    public static Percentile Exact => new("percentile",
        "The exact percentile of a share from 0 to 1 (0.95 for the 95th), linear between neighbours at share × (n − 1), as SQL's percentile_cont. NaN comes after every number. Null without a value.",
        OfSamples) { IsExact = true };

    public static Percentile Approximate => new("approx_percentile",
        "What percentile says, less than 1 % off (between a negative and a positive neighbour, less than 1 % of the larger one), "
        + "in bounded memory: the values are counted in buckets that are 2 % wide (DDSketch). Zero and infinities stay as they are, "
        + "NaN comes after every number. At most 2048 buckets have values, about 25 KB; should there be more, the lowest are "
        + "counted as one, and only a share that ends in that one is further off. Null without a value.",
        OfSketch);

    /// <summary>Every value is kept.</summary>
    public bool IsExact { get; private init; }

    public override int? BytesPerCell => IsExact ? null : Sketch.MostBytes;

    public override string Signature => $"{Name}(value, share)";

    public override int Constants => 1;

    protected override string Wanted => "a number and a share from 0 to 1";

    public override ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var result = base.Resolve(arguments, constants, out problem);
        if (result is null || (constants[0] is double or long or int && ShareOf(constants) is >= 0 and <= 1)) return result;
        problem = string.Create(CultureInfo.InvariantCulture, $"the share of {Signature} must be from 0 to 1, got {constants[0]}");
        return null;
    }

    public override Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => _create(ShareOf(constants));

    /// <summary>Keeps every value.</summary>
    public static Accumulator OfSamples(double share) => new OwningAccumulator<Samples>(Samples.Percentile(share));

    /// <summary>Counts values in buckets.</summary>
    public static Accumulator OfSketch(double share) => new OwningAccumulator<Sketch>(Sketch.Percentile(share));

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;

    public static double ShareOf(IReadOnlyList<object> constants) => Convert.ToDouble(constants[0], CultureInfo.InvariantCulture);
}
