using StreamGuard.Contracts;
using StreamGuard.Core.History.Values;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Functions;

internal sealed class Share() : HistoryFunction("share",
    "Which share of the earlier values are this one, from 0 to 1: share(hour(time)) says how usual the hour is. Null for a null, and without an earlier value.")
{
    protected override string Wanted => "one value that is not a list";

    public override KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees) => new Answers(arguments[0], sees);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind == Kind.List ? null : ColumnType.Float;

    private sealed class Answers(ColumnType argument, Sees sees) : KeyHistory
    {
        private readonly ValueIndex _values = new(argument);
        private readonly ValueCounts _counts = new();

        public override void EnsureCapacity(int cells) => _counts.EnsureCapacity(cells);

        public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
        {
            var values = _values.Number(input.Arguments[0]);
            var output = (FixedBuilder<double>)outputs[0];
            var times = input.EventTimes;
            for (int from = 0, to; from < cells.Length; from = to)
            {
                to = from + 1;
                if (sees == Sees.Earlier) Append(cells[from], values[from], output);
                Add(cells[from], values[from]);
                for (; sees == Sees.Instant && to < cells.Length && times[to] == times[from]; to++) Add(cells[to], values[to]);
                for (var row = from; sees != Sees.Earlier && row < to; row++) Append(cells[row], values[row], output);
            }
        }

        public override void Clear(int cell) => _counts.Clear(cell, _values);

        public override string Layout => "Share";

        public override long StateBytes(int cells) => _counts.StateBytes(cells) + _values.StateBytes;

        public override void Save(SlotRuns cells, StateWriter state)
        {
            _values.Save(state);
            _counts.Save(cells, state);
        }

        public override void Restore(ReadOnlySpan<int> cells, StateReader state)
        {
            var saved = _values.Restore(areAll: !cells.Contains(-1), state);
            _counts.Restore(cells, saved, _values, state);
            saved.CheckHeld();
        }

        private void Add(int cell, int value)
        {
            if (value != ValueIndex.None && _counts.Add(cell, value)) _values.Hold(value);
        }

        private void Append(int cell, int value, FixedBuilder<double> output)
        {
            if (value == ValueIndex.None || _counts.TotalOf(cell) == 0) output.AppendNull();
            else output.Append((double)_counts.CountOf(cell, value) / _counts.TotalOf(cell));
        }
    }
}
