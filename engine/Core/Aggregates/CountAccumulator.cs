using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Aggregates;

/// <summary>Counts rows: all of them without an argument, else those whose argument is not null.</summary>
internal sealed class CountAccumulator() : SlabAccumulator<Tally>(Tally.Count)
{
    public bool HasRows(int cell) => States[cell].Rows != 0;

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = States;
        var validity = input.Arguments.IsEmpty ? null : input.Arguments[0].Validity;
        for (var row = 0; row < cells.Length; row++)
        {
            // One comparison leaves out the cell -1 and spares the check of bounds.
            var cell = cells[row];
            if ((uint)cell < (uint)states.Length && Bits.IsValid(validity, row)) states[cell].Rows++;
        }
    }

    public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, bool seesSelf, ColumnBuilder output)
    {
        var states = States;
        var counts = (FixedBuilder<long>)output;
        var validity = input.Arguments.IsEmpty ? null : input.Arguments[0].Validity;
        for (var row = 0; row < cells.Length; row++)
        {
            Prefetching.ItemAhead(states, cells, row);
            ref var rows = ref states[cells[row]].Rows;
            var before = rows;
            if (Bits.IsValid(validity, row)) rows++;
            counts.Append(seesSelf ? rows : before);
        }
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        if (input.Arguments.IsEmpty || !input.Arguments[0].IsNull(row)) States[cell].Rows++;
    }
}

/// <summary>Counts rows whose argument is true.</summary>
internal sealed class CountTrueAccumulator() : SlabAccumulator<Tally>(Tally.Count)
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = States;
        var column = (FixedColumn<bool>)input.Arguments[0];
        var values = column.Values;
        var validity = column.Validity;
        for (var row = 0; row < cells.Length; row++)
            if (cells[row] >= 0 && values[row] && Bits.IsValid(validity, row)) states[cells[row]].Rows++;
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var column = (FixedColumn<bool>)input.Arguments[0];
        if (column.Values[row] && !column.IsNull(row)) States[cell].Rows++;
    }

    public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, bool seesSelf, ColumnBuilder output)
    {
        var states = States;
        var counts = (FixedBuilder<long>)output;
        var column = (FixedColumn<bool>)input.Arguments[0];
        var values = column.Values;
        var validity = column.Validity;
        for (var row = 0; row < cells.Length; row++)
        {
            Prefetching.ItemAhead(states, cells, row);
            ref var rows = ref states[cells[row]].Rows;
            var before = rows;
            if (values[row] && Bits.IsValid(validity, row)) rows++;
            counts.Append(seesSelf ? rows : before);
        }
    }
}
