using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>
/// Fits detectors of anomalies to a bounded input without labels: an isolation forest, k-means, robust z-scores, or several of
/// them, then as an ensemble too. When all rows are there each goes on with its scores, and a bundle with the detectors is
/// written, checked and put in force, for <c>score</c> to use. Rows wait in a file; memory is bound by the sample.
/// Columns that are added: <c>forest_score</c> (0 to 1, 0.5 is ordinary), <c>forest_score_normalized</c> (0 for the least of the
/// sample, 1 for the greatest) and <c>forest_is_anomaly</c>; <c>kmeans_cluster</c>, <c>kmeans_distance</c> and <c>kmeans_percentile</c> (as
/// a share); <c>robust_score</c> (the greatest |z|); of several <c>ensemble_score</c>, the mean of their ranks in the sample, as
/// shares; <c>is_anomaly</c>; <c>reasons</c>, the features that have most to do with it, the first the most.
/// </summary>
/// <example>
/// fit:
///   features: [total_events, failed_auth_rate, unique_ips]
///   contamination: 0.1
///   forest: { trees: 100 }
///   kmeans: { k: 5 }
///   robust: {}
///   bundle: models/security-users
/// </example>
public sealed record FitOptions
{
    /// <summary>What rows are judged by: numbers or bools; a list of columns, or a map of names to expressions.</summary>
    [NotEmpty, OrColumns]
    public required IReadOnlyDictionary<string, ExpressionText> Features { get; init; }

    /// <summary>The share of the rows that are taken for anomalies: sets the thresholds.</summary>
    [Between(0.0001, 0.5)]
    public double Contamination { get; init; } = 0.1;

    /// <summary>Decides on everything random; the same rows in the same order give the same model.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Most rows that are kept in memory to fit to and to take thresholds and ranks from; drawn at random where there are more.</summary>
    [Between(256, 10000000)]
    public long Sample { get; init; } = 50_000;

    /// <summary>An isolation forest. Where none of the three is written, all are fitted.</summary>
    public ForestOptions? Forest { get; init; }

    /// <summary>Clusters by k-means.</summary>
    public KMeansOptions? Kmeans { get; init; }

    /// <summary>Robust z-scores, by median and median absolute deviation.</summary>
    public RobustOptions? Robust { get; init; }

    /// <summary>How features are scaled.</summary>
    public Scaling Scale { get; init; }

    /// <summary>
    /// What a null counts as: a number; <c>error</c>, the default, ends the run at a row with a null; <c>drop</c> leaves such rows
    /// out, counted.
    /// </summary>
    public object? Missing { get; init; }

    /// <summary>What becomes of a row with a feature that is NaN or infinite, to which nothing is fitted.</summary>
    public BadRow NonFinite { get; init; }

    /// <summary>How many <c>reasons</c> a row has at most.</summary>
    [Between(1, 100)]
    public int Reasons { get; init; } = 3;

    /// <summary>A folder of versions that the bundle becomes the newest of; made where it is missing. Without it none is written.</summary>
    [NotEmpty]
    public string? Bundle { get; init; }
}

/// <summary>An isolation forest (Liu, Ting, Zhou 2008).</summary>
public sealed record ForestOptions
{
    /// <summary>How many trees.</summary>
    [Between(1, 10000)]
    public int Trees { get; init; } = 100;

    /// <summary>Rows that each tree is made of.</summary>
    [Between(2, 65536)]
    public int Sample { get; init; } = 256;
}

/// <summary>Clusters by k-means (k-means++, Lloyd's passes).</summary>
public sealed record KMeansOptions
{
    /// <summary>How many clusters.</summary>
    [Between(1, 1000)]
    public int K { get; init; } = 5;

    /// <summary>How often to begin anew; the clusters whose rows lie nearest to their centres count.</summary>
    [Between(1, 1000)]
    public int Starts { get; init; } = 10;
}

/// <summary>Robust z-scores.</summary>
public sealed record RobustOptions
{
    /// <summary>By these scores alone, a row is an anomaly above it.</summary>
    [Positive]
    public double Above { get; init; } = 3.5;
}

/// <summary>How features are scaled.</summary>
public enum Scaling
{
    /// <summary>(x − mean) / standard deviation, over all rows.</summary>
    Standard,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What becomes of a row with a feature that is not finite.</summary>
public enum BadRow
{
    /// <summary>It goes on with nulls for its scores.</summary>
    Null,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,
}
