using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>What a cell knows of earlier numbers; its default value is that of a cell without rows.</summary>
internal interface INumberState
{
    /// <param name="value">The number.</param>
    /// <param name="time">Event time; 0 for all where the stream has none.</param>
    /// <param name="setting">What the call was given as a constant.</param>
    void Add(double value, long time, double setting);

    /// <summary>Appends the answer to a row.</summary>
    /// <param name="value">The row's own number; NaN stands for a null where the answer does not depend on it.</param>
    /// <param name="output">Takes it.</param>
    void Append(double value, FixedBuilder<double> output);
}

/// <summary>Asks what is known of earlier numbers with each row's own. Nulls are left out; ints are taken as floats.</summary>
/// <param name="sees">Which rows are seen.</param>
/// <param name="answersNulls">A row whose own value is null is answered too.</param>
/// <param name="setting">What the call was given as a constant.</param>
internal sealed class NumberHistory<TState>(Sees sees, bool answersNulls, double setting = 0) : SlabHistory<TState> where TState : unmanaged, INumberState
{
    public override string Layout => $"{typeof(TState).Name}:{Unsafe.SizeOf<TState>()}";

    public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
    {
        var column = input.Arguments[0];
        var numbers = Buffers.Rent<double>(cells.Length);
        if (column is FixedColumn<double> floats) floats.Values.CopyTo(numbers);
        else
            for (var row = 0; row < cells.Length; row++) numbers[row] = ((FixedColumn<long>)column).Values[row];
        Run(cells, numbers, column.Validity, input.EventTimes, (FixedBuilder<double>)outputs[0]);
        Buffers.Return(numbers);
    }

    private void Run(ReadOnlySpan<int> cells, double[] numbers, ulong[]? validity, ReadOnlySpan<long> times, FixedBuilder<double> output)
    {
        var states = States;
        for (int from = 0, to; from < cells.Length; from = to)
        {
            to = from + 1;
            Prefetching.ItemAhead(states, cells, from);
            ref var state = ref states[cells[from]];
            var isValid = Bits.IsValid(validity, from);
            if (sees == Sees.Earlier) Append(ref state, isValid, numbers[from], output);
            if (isValid) state.Add(numbers[from], times.IsEmpty ? 0 : times[from], setting);
            for (; sees == Sees.Instant && to < cells.Length && times[to] == times[from]; to++)
                if (Bits.IsValid(validity, to)) states[cells[to]].Add(numbers[to], times[to], setting);
            for (var row = from; sees != Sees.Earlier && row < to; row++) Append(ref states[cells[row]], Bits.IsValid(validity, row), numbers[row], output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(ref TState state, bool isValid, double number, FixedBuilder<double> output)
    {
        if (isValid || answersNulls) state.Append(isValid ? number : double.NaN, output);
        else output.AppendNull();
    }
}
