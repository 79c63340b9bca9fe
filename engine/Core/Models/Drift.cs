namespace StreamGuard.Core.Models;

/// <summary>
/// How far the scores of two models lie apart: the population stability index, Σ (p − q) ln(p / q) over ten classes of
/// scores. The classes are deciles of the first model's first thousand scores. Below 0.1 hardly any, above 0.25 much.
/// </summary>
internal sealed class Drift
{
    private const int First = 1000;
    private const int Classes = 10;

    private readonly List<double> _left = [];
    private readonly List<double> _right = [];
    private double[]? _edges;
    private readonly long[] _leftCounts = new long[Classes];
    private readonly long[] _rightCounts = new long[Classes];

    /// <summary>The index; null until ten rows have come.</summary>
    public double? Index
    {
        get
        {
            if (_edges is not null) return IndexOf(_leftCounts, _rightCounts);
            if (_left.Count < Classes) return null;
            var edges = Edges(_left);
            return IndexOf(Counts(_left, edges), Counts(_right, edges));
        }
    }

    /// <summary>Takes the scores of one row; those that are not finite are left out.</summary>
    public void Add(double left, double right)
    {
        if (!double.IsFinite(left) || !double.IsFinite(right)) return;
        if (_edges is { } edges)
        {
            _leftCounts[ClassOf(left, edges)]++;
            _rightCounts[ClassOf(right, edges)]++;
            return;
        }

        _left.Add(left);
        _right.Add(right);
        if (_left.Count == First) Freeze();
    }

    private void Freeze()
    {
        _edges = Edges(_left);
        Counts(_left, _edges).CopyTo(_leftCounts, 0);
        Counts(_right, _edges).CopyTo(_rightCounts, 0);
        _left.Clear();
        _right.Clear();
    }

    private static double[] Edges(List<double> scores)
    {
        double[] sorted = [.. scores.Order()];
        return [.. Enumerable.Range(1, Classes - 1).Select(i => sorted[sorted.Length * i / Classes])];
    }

    private static long[] Counts(List<double> scores, double[] edges)
    {
        var counts = new long[Classes];
        foreach (var score in scores) counts[ClassOf(score, edges)]++;
        return counts;
    }

    private static int ClassOf(double score, double[] edges)
    {
        var place = 0;
        while (place < edges.Length && score >= edges[place]) place++;
        return place;
    }

    private static double IndexOf(long[] left, long[] right)
    {
        // Half a row in each class, so that an empty one does not make the index infinite.
        var total = left.Sum() + 0.5 * Classes;
        var index = 0.0;
        for (var i = 0; i < Classes; i++)
        {
            var (p, q) = ((left[i] + 0.5) / total, (right[i] + 0.5) / total);
            index += (p - q) * Math.Log(p / q);
        }

        return index;
    }
}
