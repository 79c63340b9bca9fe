using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Aggregates;

/// <summary>Feeds <see cref="Ends"/> with the values of one column of fixed size and their event times; nulls are left out.</summary>
internal sealed class EndsAccumulator(Result<Ends> result, Overflow<Ends>? overflow = null) : SlabAccumulator<Ends>(result, overflow)
{
    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var states = States;
        var column = input.Arguments[0];
        var times = input.EventTimes;
        for (var row = 0; row < cells.Length; row++)
            if (cells[row] >= 0 && !column.IsNull(row)) states[cells[row]].Add(FixedValue.Of(column, row), times.IsEmpty ? 0 : times[row]);
    }
}
