using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates;

/// <summary>Feeds a state with the numbers of two columns; a row with a null in either is left out.</summary>
internal sealed class PairAccumulator(Result<CoMoments> result) : SlabAccumulator<CoMoments>(result)
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = States;
        var (x, y) = (input.Arguments[0], input.Arguments[1]);
        for (var row = 0; row < cells.Length; row++)
            if (cells[row] >= 0 && !x.IsNull(row) && !y.IsNull(row)) states[cells[row]].Add(ValueOf(x, row), ValueOf(y, row));
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var (x, y) = (input.Arguments[0], input.Arguments[1]);
        if (!x.IsNull(row) && !y.IsNull(row)) States[cell].Add(ValueOf(x, row), ValueOf(y, row));
    }

    /// <summary>A number, of a column of ints or floats.</summary>
    public static double ValueOf(Column column, int row) =>
        column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row];
}
