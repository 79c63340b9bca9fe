using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Aggregates;

/// <summary>Feeds a state with the values of one column of fixed size; nulls are left out.</summary>
internal sealed class ValueAccumulator<TState, TValue>(Result<TState> result, Overflow<TState>? overflow = null) : SlabAccumulator<TState>(result, overflow)
    where TState : unmanaged, IValueState<TState, TValue>
    where TValue : unmanaged
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var column = (FixedColumn<TValue>)input.Arguments[0];
        if (column.Validity is { } validity) AddValid(cells, column.Values, validity);
        else AddAll(cells, column.Values);
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var column = (FixedColumn<TValue>)input.Arguments[0];
        if (!column.IsNull(row)) States[cell].Add(column.Values[row]);
    }

    public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, bool seesSelf, ColumnBuilder output)
    {
        var states = States;
        var column = (FixedColumn<TValue>)input.Arguments[0];
        var values = column.Values;
        var validity = column.Validity;
        for (var row = 0; row < cells.Length; row++)
        {
            Prefetching.ItemAhead(states, cells, row);
            ref var state = ref states[cells[row]];
            if (!seesSelf) Append(state, output);
            if (Bits.IsValid(validity, row)) state.Add(values[row]);
            if (seesSelf) Append(state, output);
        }
    }

    private void AddAll(ReadOnlySpan<int> cells, ReadOnlySpan<TValue> values)
    {
        var states = States;
        values = values[..cells.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            // One comparison leaves out the cell -1 and spares the check of bounds.
            var cell = cells[row];
            if ((uint)cell < (uint)states.Length) states[cell].Add(values[row]);
        }
    }

    private void AddValid(ReadOnlySpan<int> cells, ReadOnlySpan<TValue> values, ulong[] validity)
    {
        var states = States;
        for (var row = 0; row < cells.Length; row++)
            if (cells[row] >= 0 && Bits.Get(validity, row)) states[cells[row]].Add(values[row]);
    }
}
