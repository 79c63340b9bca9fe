using StreamGuard.Contracts;
using StreamGuard.Core.History.Values;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Functions;

/// <summary>What is asked of the different values of a key; both are answered from one set.</summary>
internal sealed class DistinctHistory(ColumnType argument, bool isSeen, Sees sees) : KeyHistory
{
    private readonly ValueIndex _values = new(argument);
    private readonly ValueSets _sets = new();

    // Places of the columns of seen and count_distinct among those given; -1 for none.
    private int _seen = isSeen ? 0 : -1;
    private int _count = isSeen ? -1 : 0;

    public override int Join(KeyHistory other)
    {
        if (other is not DistinctHistory joined || (joined._seen >= 0 ? _seen : _count) >= 0) return -1;
        return joined._seen >= 0 ? _seen = 1 : _count = 1;
    }

    public override void EnsureCapacity(int cells) => _sets.EnsureCapacity(cells);

    public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
    {
        var values = _values.Number(input.Arguments[0]);
        var seen = _seen < 0 ? null : (FixedBuilder<bool>)outputs[_seen];
        var count = _count < 0 ? null : (FixedBuilder<long>)outputs[_count];
        if (sees == Sees.Instant) RunInstants(cells, values, input.EventTimes, seen, count);
        else
            for (var row = 0; row < cells.Length; row++)
            {
                _sets.PrefetchAhead(cells, row);
                var before = _sets.CountOf(cells[row]);
                var isNew = Add(cells[row], values[row]);
                count?.Append(sees == Sees.Earlier || !isNew ? before : before + 1);
                if (seen is not null) Append(seen, values[row], sees == Sees.Self || !isNew);
            }
    }

    public override void Clear(int cell) => _sets.Clear(cell, _values);

    public override string Layout => "DistinctHistory";

    public override long StateBytes(int cells) => _sets.StateBytes(cells) + _values.StateBytes;

    public override void Save(SlotRuns cells, StateWriter state)
    {
        _values.Save(state);
        _sets.Save(cells, state);
    }

    public override void Restore(ReadOnlySpan<int> cells, StateReader state)
    {
        var saved = _values.Restore(areAll: !cells.Contains(-1), state);
        _sets.Restore(cells, saved, _values, state);
        saved.CheckHeld();
    }

    private void RunInstants(ReadOnlySpan<int> cells, ReadOnlySpan<int> values, ReadOnlySpan<long> times, FixedBuilder<bool>? seen, FixedBuilder<long>? count)
    {
        for (int from = 0, to; from < cells.Length; from = to)
        {
            for (to = from; to < cells.Length && times[to] == times[from]; to++) Add(cells[to], values[to]);
            for (var row = from; row < to; row++)
            {
                count?.Append(_sets.CountOf(cells[row]));
                if (seen is not null) Append(seen, values[row], isSeen: true);
            }
        }
    }

    private bool Add(int cell, int value)
    {
        if (value == ValueIndex.None || !_sets.Add(cell, value)) return false;
        _values.Hold(value);
        return true;
    }

    private static void Append(FixedBuilder<bool> seen, int value, bool isSeen)
    {
        if (value == ValueIndex.None) seen.AppendNull();
        else seen.Append(isSeen);
    }
}
