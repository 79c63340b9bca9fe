using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;

namespace StreamGuard.Core.History.Recent;

/// <summary>Feeds a state of the history with the numbers of a span's rows, in their order; nulls are left out.</summary>
/// <param name="setting">What the call was given as a constant.</param>
internal sealed class NumberAccumulator<TState>(double setting) : SlabAccumulator<NumberAccumulator<TState>.Cell>(Result) where TState : unmanaged, INumberState
{
    private readonly double _setting = setting;

    /// <summary>How much an older row counts depends on the rows behind it, which a merge does not see.</summary>
    public override bool KeepsMerged => false;

    public override bool TryShare(Accumulator fed) => fed is NumberAccumulator<TState> same && same._setting.Equals(_setting) && base.TryShare(fed);

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        for (var row = 0; row < cells.Length; row++)
            if (cells[row] >= 0) AddRow(cells[row], input, row);
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var column = input.Arguments[0];
        if (column.IsNull(row)) return;
        var value = column is FixedColumn<double> floats ? floats.Values[row] : ((FixedColumn<long>)column).Values[row];
        States[cell].State.Add(value, input.EventTimes.IsEmpty ? 0 : input.EventTimes[row], _setting);
    }

    private static void Result(in Cell cell, ColumnBuilder output) => cell.State.Append(double.NaN, (FixedBuilder<double>)output);

    internal struct Cell : IMergeable<Cell>
    {
        public TState State;

        public void Merge(in Cell other) => throw new NotSupportedException("rows that were seen apart are not weighed against each other");
    }
}
