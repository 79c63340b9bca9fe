using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>An aggregate over the whole history of a key, in its running form.</summary>
internal sealed class AccumulatorHistory(Accumulator accumulator, Sees sees) : KeyHistory
{
    private readonly List<Accumulator> _readers = [accumulator];

    public override int Join(KeyHistory other)
    {
        if (other is not AccumulatorHistory { _readers: [var reader] } || !reader.TryShare(accumulator)) return -1;
        _readers.Add(reader);
        return _readers.Count - 1;
    }

    public override void EnsureCapacity(int cells) => accumulator.EnsureCapacity(cells);

    public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
    {
        if (sees == Sees.Instant) RunInstants(cells, input, outputs);
        else if (_readers.Count == 1) accumulator.Run(cells, input, sees == Sees.Self, outputs[0]);
        else
            for (var row = 0; row < cells.Length; row++)
            {
                if (sees == Sees.Earlier) Emit(cells[row], outputs);
                accumulator.AddRow(cells[row], input, row);
                if (sees == Sees.Self) Emit(cells[row], outputs);
            }
    }

    public override void Clear(int cell) => accumulator.Clear(cell);

    public override long Overflows => _readers.Sum(reader => reader.Overflows);

    public override string Layout => accumulator.Layout;

    public override long StateBytes(int cells) => (long)cells * accumulator.BytesPerCell;

    public override void Save(SlotRuns cells, StateWriter state)
    {
        foreach (var (first, count) in cells.Runs) accumulator.Save(first, count, state);
    }

    public override void Restore(ReadOnlySpan<int> cells, StateReader state)
    {
        for (int from = 0, to; from < cells.Length; from = to)
        {
            to = SlotRuns.EndOfRun(cells, from);
            if (cells[from] < 0) accumulator.Skip(to - from, state);
            else accumulator.Restore(cells[from], to - from, state);
        }
    }

    private void RunInstants(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
    {
        var times = input.EventTimes;
        for (int from = 0, to; from < cells.Length; from = to)
        {
            for (to = from; to < cells.Length && times[to] == times[from]; to++) accumulator.AddRow(cells[to], input, to);
            for (var row = from; row < to; row++) Emit(cells[row], outputs);
        }
    }

    private void Emit(int cell, ReadOnlySpan<ColumnBuilder> outputs)
    {
        for (var i = 0; i < outputs.Length; i++) _readers[i].Emit(cell, outputs[i]);
    }
}
