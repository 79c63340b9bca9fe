using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Functions;

internal sealed class Elapsed() : HistoryFunction("elapsed",
    "Seconds from the time of the row before to that of this row; whatever a row sees, it is the row before that counts, with `last:` the newest one before it in that span. Null for the first row, and where one of the two has no time.")
{
    public override string Signature => "elapsed(time)";

    public override int? BytesPerCell => sizeof(long);

    protected override string Wanted => "a timestamp";

    public override KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees) => new Answers();

    protected override ColumnType? ResultOf(ColumnType argument) => argument == ColumnType.Timestamp ? ColumnType.Float : null;

    /// <summary>Between two times in microseconds. A difference that does not fit in 64 bits is as wide as they are: some 292,000 years.</summary>
    public static double Seconds(long from, long to) => Saturating.Subtract(to, from) / 1e6;

    /// <summary>A cell is the time of the row before, its sign bit turned: 0, the least time there is, stands for none.</summary>
    private sealed class Answers : SlabHistory<long>
    {
        private const long None = 0;

        public override void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs)
        {
            var output = (FixedBuilder<double>)outputs[0];
            var column = (FixedColumn<long>)input.Arguments[0];
            var states = States;
            var times = column.Values;
            var validity = column.Validity;
            for (var row = 0; row < cells.Length; row++)
            {
                Prefetching.ItemAhead(states, cells, row);
                ref var before = ref states[cells[row]];
                var now = Bits.IsValid(validity, row) ? times[row] ^ long.MinValue : None;
                if (before == None || now == None) output.AppendNull();
                else output.Append(Seconds(before ^ long.MinValue, times[row]));
                before = now;
            }
        }

    }
}
