using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>What detectors say of a batch as columns; nulls for rows that are not good.</summary>
internal sealed class ScoredColumns(FitPlan plan, DetectorSet set, Answers answers, RowState[] states)
{
    private readonly bool _hasBad = states.AsSpan().ContainsAnyExcept(RowState.Good);

    /// <summary>The columns of <see cref="FitPlan.Added"/>, each held by the caller.</summary>
    public IEnumerable<Column> All()
    {
        if (set.Forest is { } forest)
        {
            yield return Floats(answers.Forest);
            yield return Floats(answers.Forest, forest.Normalized);
            yield return Flags(answers.Forest, forest.Threshold);
        }

        if (set.KMeans is { } kmeans)
        {
            yield return Clusters();
            yield return Floats(answers.Distance);
            yield return Floats(answers.Distance, kmeans.Ranks.Of);
        }

        if (set.Robust is not null) yield return Floats(answers.Robust);
        if (set.IsEnsemble) yield return Floats(answers.Score);
        yield return Flags(answers.Score, set.Threshold);
        yield return Reasons();
    }

    private ulong[]? Validity()
    {
        if (!_hasBad) return null;
        var bits = Bits.Rent(states.Length, set: true);
        for (var row = 0; row < states.Length; row++)
            if (states[row] != RowState.Good) Bits.Clear(bits, row);
        return bits;
    }

    private FixedColumn<double> Floats(double[] from, Func<double, double>? of = null)
    {
        var values = Buffers.Rent<double>(states.Length);
        for (var row = 0; row < states.Length; row++) values[row] = of is null ? from[row] : of(from[row]);
        return FixedColumn<double>.Of(ColumnType.Float, values, states.Length, Validity());
    }

    private FixedColumn<bool> Flags(double[] from, double threshold)
    {
        var values = Buffers.Rent<bool>(states.Length);
        for (var row = 0; row < states.Length; row++) values[row] = from[row] > threshold;
        return FixedColumn<bool>.Of(ColumnType.Bool, values, states.Length, Validity());
    }

    private FixedColumn<long> Clusters()
    {
        var values = Buffers.Rent<long>(states.Length);
        answers.Cluster.AsSpan(0, states.Length).CopyTo(values);
        return FixedColumn<long>.Of(ColumnType.Int, values, states.Length, Validity());
    }

    /// <summary>Names of the features with the greatest contributions above 0, the greatest first, equal ones in the features' order.</summary>
    private ListColumn Reasons()
    {
        var offsets = Buffers.Rent<int>(states.Length + 1);
        var most = Math.Min(plan.Options.Reasons, set.Features.Count);
        var codes = Buffers.Rent<int>(states.Length * most);
        var items = offsets[0] = 0;
        for (var row = 0; row < states.Length; row++)
        {
            if (states[row] == RowState.Good) items = Top(answers.Contributions.AsSpan(row * set.Features.Count, set.Features.Count), codes, items, most);
            offsets[row + 1] = items;
        }

        return new ListColumn(Names(codes, items), offsets, states.Length, Validity());
    }

    /// <summary>Puts a row's places in order as they come: few are kept, so each new one is let down to its place among them.</summary>
    private static int Top(ReadOnlySpan<double> values, int[] codes, int first, int most)
    {
        var end = first;
        for (var i = 0; i < values.Length; i++)
        {
            if (!(values[i] > 0) || (end - first == most && values[i] <= values[codes[end - 1]])) continue;
            if (end - first < most) end++;
            var place = end - 1;
            for (; place > first && values[codes[place - 1]] < values[i]; place--) codes[place] = codes[place - 1];
            codes[place] = i;
        }

        return end;
    }

    private TextColumn Names(int[] codes, int items)
    {
        var data = Buffers.Rent<byte>(set.Features.Sum(Encoding.UTF8.GetByteCount));
        var offsets = Buffers.Rent<int>(set.Features.Count + 1);
        offsets[0] = 0;
        for (var i = 0; i < set.Features.Count; i++) offsets[i + 1] = offsets[i] + Encoding.UTF8.GetBytes(set.Features[i], data.AsSpan(offsets[i]));
        return new TextColumn(ColumnType.String, data, offsets, set.Features.Count, codes, items);
    }
}
