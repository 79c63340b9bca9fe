namespace StreamGuard.Core.Runtime;

/// <summary>Counts spans of time by length, from 100 µs to 100 s. Filled by one thread at a time, read by others meanwhile.</summary>
internal sealed class Histogram
{
    private readonly long[] _counts = new long[HistogramFigures.Bounds.Length + 1];
    private double _sum;

    /// <summary>Counts so many that took this long.</summary>
    public void Add(TimeSpan span, long count = 1)
    {
        var seconds = span.TotalSeconds;
        var bucket = 0;
        while (bucket < HistogramFigures.Bounds.Length && seconds > HistogramFigures.Bounds[bucket]) bucket++;
        Volatile.Write(ref _counts[bucket], _counts[bucket] + count);
        Volatile.Write(ref _sum, _sum + (seconds * count));
    }

    public HistogramFigures Figures
    {
        get
        {
            var counts = new long[_counts.Length];
            for (var i = 0; i < counts.Length; i++) counts[i] = Volatile.Read(ref _counts[i]);
            return new HistogramFigures(counts, TimeSpan.FromSeconds(Volatile.Read(ref _sum)));
        }
    }
}

/// <summary>How many spans of time were how long.</summary>
/// <param name="Counts">For each of <see cref="Bounds"/> those up to it and above the one before; last those above all.</param>
/// <param name="Sum">All of them together.</param>
public sealed record HistogramFigures(IReadOnlyList<long> Counts, TimeSpan Sum)
{
    private static readonly double[] _bounds =
    [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100,
    ];

    /// <summary>Of nothing.</summary>
    public static HistogramFigures None { get; } = new(new long[_bounds.Length + 1], TimeSpan.Zero);

    /// <summary>Upper ends of the buckets in seconds, inclusive.</summary>
    public static ReadOnlySpan<double> Bounds => _bounds;

    /// <summary>How many there are.</summary>
    public long Count => Counts.Sum();

    /// <summary>The length that this share of them stays within, within its bucket by proportion; null where there are none.</summary>
    /// <param name="share">0 to 1.</param>
    public TimeSpan? Quantile(double share)
    {
        var (all, below) = (Count, 0L);
        if (all == 0) return null;
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (below + Counts[i] >= share * all && Counts[i] > 0)
            {
                var from = i == 0 ? 0 : _bounds[i - 1];
                return TimeSpan.FromSeconds(from + ((_bounds[i] - from) * Math.Max(0, (share * all) - below) / Counts[i]));
            }

            below += Counts[i];
        }

        return TimeSpan.FromSeconds(_bounds[^1]);
    }

    /// <summary>What was added since an earlier time.</summary>
    public HistogramFigures Since(HistogramFigures earlier) =>
        new([.. Counts.Zip(earlier.Counts, (now, then) => now - then)], Sum - earlier.Sum);
}
