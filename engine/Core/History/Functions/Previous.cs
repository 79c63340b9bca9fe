using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.History.Values;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Functions;

internal sealed class Previous() : HistoryFunction("previous",
    "The value of the row before; whatever a row sees, it is the row before that counts, with `last:` the newest one before it in that span. Null for the first row, and where the row before has a null.")
{
    protected override string Wanted => "one value that is not a list";

    public override KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees) =>
        arguments[0].IsText ? new OfText(arguments[0]) : new OfFixed();

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind == Kind.List ? null : argument;

    private sealed class OfFixed : SlabHistory<Value>
    {
        public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
        {
            var states = States;
            var column = input.Arguments[0];
            for (var row = 0; row < cells.Length; row++)
            {
                ref var before = ref states[cells[row]];
                if (before.IsKnown != 0) FixedValue.Append(outputs[0], before.Bits);
                else outputs[0].AppendNull();
                before = column.IsNull(row) ? default : new Value(FixedValue.Of(column, row), 1);
            }
        }
    }

    /// <summary>A cell is one more than the text's number; 0 for none.</summary>
    private sealed class OfText(ColumnType argument) : SlabHistory<int>
    {
        private readonly ValueIndex _values = new(argument);

        public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
        {
            var states = States;
            var values = _values.Number(input.Arguments[0]);
            // Held ahead of any release: the first to give a text up must not take it from a row further on.
            foreach (var value in values)
                if (value != ValueIndex.None) _values.Hold(value);
            for (var row = 0; row < cells.Length; row++)
            {
                ref var before = ref states[cells[row]];
                if (before != 0) _values.AppendTo(before - 1, outputs[0]);
                else outputs[0].AppendNull();
                if (before != 0) _values.Release(before - 1);
                before = values[row] + 1;
            }
        }

        public override void Clear(int cell)
        {
            if (States[cell] != 0) _values.Release(States[cell] - 1);
            base.Clear(cell);
        }

        public override long StateBytes(int cells) => base.StateBytes(cells) + _values.StateBytes;

        public override void Save(SlotRuns cells, StateWriter state)
        {
            _values.Save(state);
            base.Save(cells, state);
        }

        public override void Restore(ReadOnlySpan<int> cells, StateReader state)
        {
            var saved = _values.Restore(areAll: !cells.Contains(-1), state);
            state.Require(cells.Length, sizeof(int));
            foreach (var cell in cells)
            {
                var number = state.ReadInt();
                if (cell < 0 || number == 0) continue;
                StateReader.Check(States[cell] == 0, "two keys have one row before");
                States[cell] = saved.Now(number - 1) + 1;
                _values.Hold(States[cell] - 1);
            }

            saved.CheckHeld();
        }
    }

    private readonly record struct Value(long Bits, long IsKnown);
}
