using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.History.Recent;

/// <summary>(x − mean) / sample stddev of the rows of a span; null below two values, or where they are all equal.</summary>
internal sealed class RecentZscore : RecentCall
{
    private readonly RecentAggregates _aggregates;
    private readonly FixedBuilder<double> _output = new(ColumnType.Float);
    private readonly int _column;
    private readonly int _mean;
    private readonly int _deviation;
    private Column? _own;

    /// <param name="aggregates">Those of the same span, which are answered before.</param>
    /// <param name="column">Place of the value among the columns kept.</param>
    /// <param name="type">Its type.</param>
    public RecentZscore(RecentAggregates aggregates, int column, ColumnType type)
    {
        (_aggregates, _column) = (aggregates, column);
        _mean = aggregates.Add(Accumulator(type, Moments.Average), [column], [type], ColumnType.Float);
        _deviation = aggregates.Add(Accumulator(type, Moments.Deviation), [column], [type], ColumnType.Float);
    }

    public override void Begin(ReadOnlySpan<Column> arguments) => _own = arguments[_column];

    public override void Answer(int key, int low, int high, int row) { }

    public override void End()
    {
        var (means, deviations) = ((FixedColumn<double>)_aggregates.Build(_mean), (FixedColumn<double>)_aggregates.Build(_deviation));
        for (var row = 0; row < means.Length; row++)
        {
            if (_own!.IsNull(row) || deviations.IsNull(row) || deviations.Values[row] == 0) _output.AppendNull();
            else _output.Append((ValueOf(row) - means.Values[row]) / deviations.Values[row]);
        }

        means.Release();
        deviations.Release();
    }

    public override Column Build(int answer) => _output.Build();

    private double ValueOf(int row) => _own is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)_own!).Values[row];

    private static Accumulator Accumulator(ColumnType type, Result<Moments> result) => type.Kind == Kind.Float
        ? new ValueAccumulator<Moments, double>(result)
        : new ValueAccumulator<Moments, long>(result);
}
