using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.History.Functions;

internal sealed class Zscore() : HistoryFunction("zscore",
    "How many sample standard deviations (n − 1, by Welford's recurrence) the row's value lies above the mean of the earlier ones. Null for a null, for fewer than 2 earlier values, and where these are all equal.")
{
    public override int? BytesPerCell => Unsafe.SizeOf<State>();

    protected override string Wanted => "a number";

    public override KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees) => new NumberHistory<State>(sees, answersNulls: false);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;

    private struct State : INumberState
    {
        private Moments _moments;

        public void Add(double value, long time, double setting) => _moments.Add(value);

        public readonly void Append(double value, FixedBuilder<double> output)
        {
            var deviation = _moments.StandardDeviation;
            if (_moments.Count < 2 || deviation == 0) output.AppendNull();
            else output.Append((value - _moments.Mean) / deviation);
        }
    }
}
