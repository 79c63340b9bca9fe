namespace StreamGuard.Core.Evaluation;

/// <summary>Ranks of scores.</summary>
internal static class Ranking
{
    /// <summary>Ranks from 0 on, the least score first; equal scores share their mean rank.</summary>
    public static double[] Ranks(double[] scores)
    {
        var order = Order(scores);
        var ranks = new double[scores.Length];
        for (int first = 0, end; first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && scores[order[end]] == scores[order[first]];) end++;
            for (var i = first; i < end; i++) ranks[order[i]] = (first + end - 1) / 2.0;
        }

        return ranks;
    }

    /// <summary>So many rows with the highest scores; of equal ones those that came first.</summary>
    public static HashSet<int> Top(double[] scores, int count) => [.. Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).Take(count)];

    /// <summary>Pearson's; NaN where one does not vary.</summary>
    public static double Correlation(double[] left, double[] right)
    {
        var (a, b) = (left.Average(), right.Average());
        double both = 0, one = 0, other = 0;
        for (var i = 0; i < left.Length; i++)
        {
            both += (left[i] - a) * (right[i] - b);
            one += (left[i] - a) * (left[i] - a);
            other += (right[i] - b) * (right[i] - b);
        }

        return one == 0 || other == 0 ? double.NaN : both / Math.Sqrt(one * other);
    }

    private static int[] Order(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort((double[])scores.Clone(), order);
        return order;
    }
}
