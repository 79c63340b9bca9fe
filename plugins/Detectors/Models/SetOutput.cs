using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>One thing that detectors say of a row.</summary>
/// <param name="Tensor">Name, type and shape.</param>
/// <param name="Copy">Brings it from the answers for so many rows to a tensor.</param>
internal sealed record SetOutput(TensorInfo Tensor, Action<Answers, int, Tensor> Copy)
{
    public const string ForestScore = "forest_score";
    public const string KMeansDistance = "kmeans_distance";
    public const string RobustScore = "robust_score";
    public const string EnsembleScore = "ensemble_score";
    public const string Contributions = "contributions";

    /// <summary>All that a set says; the score first, what features have to do with it last.</summary>
    public static IReadOnlyList<SetOutput> Of(DetectorSet set)
    {
        var outputs = new List<SetOutput>();
        if (set.IsEnsemble) outputs.Add(Floats(EnsembleScore, answers => answers.Score));
        if (set.Forest is { } forest)
        {
            outputs.Add(Floats(ForestScore, answers => answers.Forest));
            outputs.Add(Each("forest_score_normalized", answers => answers.Forest, forest.Normalized));
            outputs.Add(Flags("forest_is_anomaly", answers => answers.Forest, score => score > forest.Threshold));
        }

        if (set.KMeans is { } kmeans)
        {
            outputs.Add(Floats(KMeansDistance, answers => answers.Distance));
            outputs.Add(new SetOutput(new TensorInfo("kmeans_cluster", ElementType.Int64, [-1]), (answers, rows, to) => answers.Cluster.AsSpan(0, rows).CopyTo(to.Values<long>())));
            outputs.Add(Each("kmeans_percentile", answers => answers.Distance, kmeans.Ranks.Of));
        }

        if (set.Robust is not null) outputs.Add(Floats(RobustScore, answers => answers.Robust));
        outputs.Add(new SetOutput(
            new TensorInfo(Contributions, ElementType.Float64, [-1, set.Features.Count]),
            (answers, rows, to) => answers.Contributions.AsSpan(0, rows * answers.Features).CopyTo(to.Values<double>())));
        return outputs;
    }

    private static SetOutput Floats(string name, Func<Answers, double[]> from) =>
        new(new TensorInfo(name, ElementType.Float64, [-1]), (answers, rows, to) => from(answers).AsSpan(0, rows).CopyTo(to.Values<double>()));

    private static SetOutput Each(string name, Func<Answers, double[]> from, Func<double, double> of) =>
        new(new TensorInfo(name, ElementType.Float64, [-1]), (answers, rows, to) =>
        {
            var values = from(answers);
            var results = to.Values<double>();
            for (var row = 0; row < rows; row++) results[row] = of(values[row]);
        });

    private static SetOutput Flags(string name, Func<Answers, double[]> from, Func<double, bool> of) =>
        new(new TensorInfo(name, ElementType.Bool, [-1]), (answers, rows, to) =>
        {
            var values = from(answers);
            var results = to.Values<bool>();
            for (var row = 0; row < rows; row++) results[row] = of(values[row]);
        });
}
