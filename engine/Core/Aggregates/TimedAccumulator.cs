using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>Feeds a state with the numbers of one column and their event times; nulls are left out.</summary>
internal sealed class TimedAccumulator<TState>(Result<TState> result) : SlabAccumulator<TState>(result)
    where TState : unmanaged, ITimedState<TState>
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = States;
        var column = input.Arguments[0];
        var times = input.EventTimes;
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] < 0 || column.IsNull(row)) continue;
            states[cells[row]].Add(ValueOf(column, row), times.IsEmpty ? 0 : times[row]);
        }
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var column = input.Arguments[0];
        if (!column.IsNull(row)) States[cell].Add(ValueOf(column, row), input.EventTimes.IsEmpty ? 0 : input.EventTimes[row]);
    }

    private static double ValueOf(Column column, int row) =>
        column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row];
}
