namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>Centres of clusters, and the sum of the squared distances of all rows to their own.</summary>
/// <param name="Centres">One after the other.</param>
/// <param name="Inertia">Of the rows it was made of.</param>
/// <param name="Trail">The inertia at each pass.</param>
internal sealed record Clusters(double[] Centres, double Inertia, IReadOnlyList<double> Trail);

/// <summary>
/// k-means by Lloyd's passes from several starts, of which the one of least inertia counts. A start draws centres by k-means++
/// (Arthur, Vassilvitskii 2007), each the best of a few draws, as its authors propose and scikit-learn does.
/// </summary>
/// <param name="rows">Row after row.</param>
/// <param name="features">Values a row.</param>
/// <param name="k">Clusters; fewer where there are fewer different rows.</param>
/// <param name="seed">Each start has numbers of its own, whatever runs at the same time.</param>
internal sealed class KMeansTrainer(double[] rows, int features, int k, long seed)
{
    private const int MostPasses = 300;

    private int Count => rows.Length / features;

    public Clusters Train(int starts)
    {
        var found = new Clusters[starts];
        Parallel.For(0, starts, i => found[i] = Run(Random64.Of(seed, i)));
        return found.MinBy(clusters => clusters.Inertia)!;
    }

    private Clusters Run(Random64 random)
    {
        var centres = Begin(random);
        var (own, distances) = (new int[Count], new double[Count]);
        var trail = new List<double>();
        for (var pass = 0; ; pass++)
        {
            var changed = Assign(centres, own, distances) || pass == 0;
            trail.Add(distances.Sum());
            if (!changed || pass == MostPasses) return new Clusters(centres, trail[^1], trail);
            Move(centres, own, distances);
        }
    }

    /// <summary>Finds the nearest centre of every row; whether any row has another one than before.</summary>
    private bool Assign(double[] centres, int[] own, double[] distances)
    {
        var changed = false;
        for (var row = 0; row < own.Length; row++)
        {
            var (centre, squared) = Distances.Nearest(Row(row), centres);
            changed |= own[row] != centre;
            (own[row], distances[row]) = (centre, squared);
        }

        return changed;
    }

    /// <summary>Moves each centre to the mean of its rows; one without rows goes to the row that is farthest from its own.</summary>
    private void Move(double[] centres, int[] own, double[] distances)
    {
        var counts = new int[centres.Length / features];
        foreach (var centre in own) counts[centre]++;
        for (var centre = 0; centre < counts.Length; centre++)
        {
            if (counts[centre] > 0) continue;
            var farthest = Enumerable.Range(0, distances.Length).MaxBy(row => distances[row]);
            counts[own[farthest]]--;
            (own[farthest], distances[farthest], counts[centre]) = (centre, 0, 1);
        }

        Array.Clear(centres);
        for (var row = 0; row < own.Length; row++)
        {
            var from = Row(row);
            var to = centres.AsSpan(own[row] * features, features);
            for (var i = 0; i < to.Length; i++) to[i] += from[i];
        }

        for (var i = 0; i < centres.Length; i++) centres[i] /= Math.Max(1, counts[i / features]);
    }

    /// <summary>The first centre is any row; of each further one a few are drawn by their squared distance, and the best is taken.</summary>
    private double[] Begin(Random64 random)
    {
        var draws = 2 + (int)Math.Log(k);
        var centres = new List<double>();
        centres.AddRange(Row((int)random.Below(Count)));
        var distances = new double[Count];
        for (var row = 0; row < distances.Length; row++) distances[row] = Distances.Squared(Row(row), Row(centres, 0));
        var (best, candidate) = (new double[Count], new double[Count]);
        while (centres.Count < k * features && distances.Sum() is > 0 and var total)
        {
            var (least, chosen) = (double.PositiveInfinity, -1);
            for (var draw = 0; draw < draws; draw++)
            {
                var row = Pick(distances, random.NextDouble() * total);
                for (var i = 0; i < candidate.Length; i++) candidate[i] = Math.Min(distances[i], Distances.Squared(Row(i), Row(row)));
                if (candidate.Sum() is var sum && sum >= least) continue;
                (least, chosen) = (sum, row);
                (best, candidate) = (candidate, best);
            }

            centres.AddRange(Row(chosen));
            (distances, best) = (best, distances);
        }

        return [.. centres];
    }

    /// <summary>The row where a running sum of the weights passes a value.</summary>
    private static int Pick(double[] weights, double value)
    {
        var last = 0;
        for (var row = 0; row < weights.Length; row++)
        {
            if (weights[row] <= 0) continue;
            last = row;
            value -= weights[row];
            if (value < 0) return row;
        }

        return last;
    }

    private ReadOnlySpan<double> Row(int row) => rows.AsSpan(row * features, features);

    private ReadOnlySpan<double> Row(List<double> centres, int centre) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(centres).Slice(centre * features, features);
}
