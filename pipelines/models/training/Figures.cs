namespace StreamGuard.Training;

/// <summary>How well scores tell attacks from benign rows.</summary>
internal static class Figures
{
    /// <summary>Share of pairs in which the attack scores higher; ties count half (Mann, Whitney 1947).</summary>
    public static double RocAuc(IReadOnlyList<double> benign, IReadOnlyList<double> attacks)
    {
        var all = benign.Select(score => (Score: score, IsAttack: false)).Concat(attacks.Select(score => (Score: score, IsAttack: true))).OrderBy(row => row.Score).ToList();
        var ranks = 0.0;
        for (var from = 0; from < all.Count;)
        {
            var to = from;
            var here = 0;
            for (; to < all.Count && all[to].Score == all[from].Score; to++)
                if (all[to].IsAttack) here++;
            ranks += here * (from + to + 1) / 2.0;
            from = to;
        }

        return (ranks - attacks.Count * (attacks.Count + 1) / 2.0) / ((double)benign.Count * attacks.Count);
    }

    /// <summary>Mean of the precision over the attacks, each at the threshold that just finds it (average precision).</summary>
    public static double PrAuc(IReadOnlyList<double> benign, IReadOnlyList<double> attacks)
    {
        var all = benign.Select(score => (Score: score, IsAttack: false)).Concat(attacks.Select(score => (Score: score, IsAttack: true))).OrderByDescending(row => row.Score).ToList();
        var (area, found) = (0.0, 0);
        for (var from = 0; from < all.Count;)
        {
            var (to, here) = (from, 0);
            for (; to < all.Count && all[to].Score == all[from].Score; to++)
                if (all[to].IsAttack) here++;
            found += here;
            area += (double)here / attacks.Count * found / to;
            from = to;
        }

        return area;
    }

    /// <summary>The value below which a share of the scores lies, between two of them linear.</summary>
    public static double Quantile(IReadOnlyList<double> scores, double share)
    {
        var sorted = scores.Order().ToList();
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    public static double ShareAbove(IReadOnlyList<double> scores, double threshold) => scores.Count(score => score > threshold) / (double)scores.Count;
}
