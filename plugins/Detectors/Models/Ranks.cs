namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>
/// What share of the rows that a detector was fitted to had a score up to a value: between known points by a straight line,
/// above the greatest so that a greater score still has a greater share, below 1.
/// </summary>
/// <param name="values">Ascending, at least one, none below 0.</param>
/// <param name="shares">Of each value, ascending, between 0 and 1.</param>
internal sealed class Ranks(double[] values, double[] shares)
{
    private const int Most = 2000;

    public double[] Values => values;

    public double[] Shares => shares;

    /// <summary>Ranks of some scores: all of them where they are few, else as many from all over and the greatest one by one.</summary>
    public static Ranks Of(ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        var picked = Places(sorted.Length).ToArray();
        return new Ranks([.. picked.Select(place => sorted[place])], [.. picked.Select(place => (place + 1.0) / (sorted.Length + 1))]);
    }

    /// <summary>The share for a score.</summary>
    public double Of(double score)
    {
        var above = Above(score);
        if (above == 0) return values[0] > 0 ? shares[0] * Math.Max(score, 0) / values[0] : shares[0];
        var (value, share) = (values[above - 1], shares[above - 1]);
        if (above < values.Length) return share + ((score - value) / (values[above] - value) * (shares[above] - share));
        return score > value ? 1 - ((1 - share) * (value / score)) : share;
    }

    /// <summary>The first place of a value above a score.</summary>
    private int Above(double score)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (values[middle] <= score) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static IEnumerable<int> Places(int count)
    {
        if (count <= Most) return Enumerable.Range(0, count);
        var (spread, singles) = (Most / 2, Most / 2);
        return Enumerable.Range(0, spread).Select(i => (int)((long)i * (count - singles) / spread)).Concat(Enumerable.Range(count - singles, singles));
    }
}
