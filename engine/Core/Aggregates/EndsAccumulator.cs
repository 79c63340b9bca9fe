using System.Runtime.InteropServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates;

/// <summary>Feeds <see cref="Ends"/> with the values of one column of fixed size and their event times; nulls are left out.</summary>
internal sealed class EndsAccumulator(Result<Ends> result, Overflow<Ends>? overflow = null) : SlabAccumulator<Ends>(result, overflow)
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var column = input.Arguments[0];
        if (column is FixedColumn<double> floats) Add(cells, MemoryMarshal.Cast<double, long>(floats.Values), column.Validity, input.EventTimes);
        else if (column is FixedColumn<long> ints) Add(cells, ints.Values, column.Validity, input.EventTimes);
        else AddBools(cells, (FixedColumn<bool>)column, input.EventTimes);
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        var column = input.Arguments[0];
        if (!column.IsNull(row)) States[cell].Add(FixedValue.Of(column, row), input.EventTimes.IsEmpty ? 0 : input.EventTimes[row]);
    }

    private void AddBools(ReadOnlySpan<int> cells, FixedColumn<bool> column, ReadOnlySpan<long> times)
    {
        var bits = Buffers.Rent<long>(column.Length);
        for (var row = 0; row < column.Length; row++) bits[row] = FixedValue.Of(column, row);
        Add(cells, bits, column.Validity, times);
        Buffers.Return(bits);
    }

    private void Add(ReadOnlySpan<int> cells, ReadOnlySpan<long> bits, ulong[]? validity, ReadOnlySpan<long> times)
    {
        var states = States;
        for (var row = 0; row < cells.Length; row++)
        {
            // One comparison leaves out the cell -1 and spares the check of bounds.
            var cell = cells[row];
            if ((uint)cell < (uint)states.Length && Bits.IsValid(validity, row)) states[cell].Add(bits[row], times.IsEmpty ? 0 : times[row]);
        }
    }
}
