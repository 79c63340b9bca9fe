using System.Globalization;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.History.Recent;

namespace StreamGuard.Core.History.Functions;

internal sealed class Ewma() : HistoryFunction("ewma",
    "The mean of the earlier values in which older ones count less. ewma(x, 20), a span of rows: each further row takes the weight of those before it down by 1 − 2 / (span + 1). ewma(x, '1h'), a half life: an hour of event time halves a weight; a row that comes late has that of the newest. Weights are divided by their sum, as pandas' ewm(adjust=True) does; after Roberts, \"Control chart tests based on geometric moving averages\" (1959). With `last:` of the rows of that span alone, each of which is looked at for each answer. Null without a value.")
{
    public override string Signature => "ewma(value, span or half life)";

    public override int Constants => 1;

    public override int? BytesPerCell => Unsafe.SizeOf<BySpan>();

    protected override string Wanted => "a number, and a span of rows above 1 or a half life such as '1h'";

    public override ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var result = base.Resolve(arguments, constants, out problem);
        if (result is null || constants[0] is string text && Duration.Parse(text) is { Microseconds: > 0 } || constants[0] is long or double && SpanOf(constants) > 1) return result;
        problem = string.Create(CultureInfo.InvariantCulture, $"{Signature} takes {Wanted}, got {constants[0]}");
        return null;
    }

    /// <summary>Whether weights go by event time.</summary>
    public static bool IsHalfLife(IReadOnlyList<object> constants) => constants is [string];

    public override KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees) => IsHalfLife(constants)
        ? new NumberHistory<ByTime>(sees, answersNulls: true, SettingOf(constants))
        : new NumberHistory<BySpan>(sees, answersNulls: true, SettingOf(constants));

    /// <summary>Of the rows of a span, given to it in order.</summary>
    public static Accumulator OverSpan(IReadOnlyList<object> constants) => IsHalfLife(constants)
        ? new NumberAccumulator<ByTime>(SettingOf(constants))
        : new NumberAccumulator<BySpan>(SettingOf(constants));

    protected override ColumnType? ResultOf(ColumnType argument) => argument.IsNumber ? ColumnType.Float : null;

    private static double SettingOf(IReadOnlyList<object> constants) => IsHalfLife(constants)
        ? Duration.Parse((string)constants[0])!.Value.Microseconds
        : 1 - 2 / (SpanOf(constants) + 1);

    private static double SpanOf(IReadOnlyList<object> constants) => Convert.ToDouble(constants[0], CultureInfo.InvariantCulture);

    private struct BySpan : INumberState
    {
        private WeightedMean _mean;

        public void Add(double value, long time, double setting) => _mean.Add(value, setting);

        public readonly void Append(double value, FixedBuilder<double> output) => _mean.Append(output);
    }

    private struct ByTime : INumberState
    {
        private WeightedMean _mean;
        private long _newest;

        public void Add(double value, long time, double setting)
        {
            var age = _mean.IsEmpty ? 0 : Math.Max(0, (double)((Int128)time - _newest));
            _newest = _mean.IsEmpty ? time : Math.Max(_newest, time);
            _mean.Add(value, double.Exp2(-age / setting));
        }

        public readonly void Append(double value, FixedBuilder<double> output) => _mean.Append(output);
    }

    /// <summary>A mean kept as one, and not as two sums, so that equal values have that value for a mean.</summary>
    private struct WeightedMean
    {
        private double _mean;
        private double _weight;

        public readonly bool IsEmpty => _weight == 0;

        public void Add(double value, double keeps)
        {
            _weight = _weight * keeps + 1;
            _mean += (value - _mean) / _weight;
        }

        public readonly void Append(FixedBuilder<double> output)
        {
            if (IsEmpty) output.AppendNull();
            else output.Append(_mean);
        }
    }
}
