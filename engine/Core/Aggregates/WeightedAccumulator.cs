using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates;

/// <summary>Feeds <see cref="WeightedMoments"/> with values and their weights; rows where one is null, or the weight is not above 0, are left out.</summary>
internal sealed class WeightedAccumulator(Result<WeightedMoments> result) : SlabAccumulator<WeightedMoments>(result)
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = States;
        var (values, weights) = (input.Arguments[0], input.Arguments[1]);
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] < 0 || values.IsNull(row) || weights.IsNull(row)) continue;
            var weight = NumberOf(weights, row);
            if (weight > 0) states[cells[row]].Add(NumberOf(values, row), weight);
        }
    }

    private static double NumberOf(Column column, int row) => column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row];
}
