using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Models;
using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>Fits the detectors of a plan to a sample, and takes their thresholds and ranks from it.</summary>
/// <param name="plan">Says which.</param>
/// <param name="sample">Row after row, scaled.</param>
/// <param name="formats">Finds the format that runs the forest.</param>
internal sealed class SetFitter(FitPlan plan, double[] sample, Func<string, IModelFormat?> formats)
{
    private static readonly Ranks None = new([0], [0]);

    private readonly int _width = plan.Features.Length;
    private readonly IReadOnlyList<string> _names = [.. plan.Features.Select(feature => feature.Name)];
    private readonly Answers _answers = new(plan.Features.Length);

    private int Rows => sample.Length / _width;

    public DetectorSet Fit()
    {
        _answers.MakeRoom(Rows);
        var detectors = new List<IDetector>();
        if (plan.Forest is { } forest) detectors.Add(Forest(forest));
        if (plan.KMeans is { } kmeans) detectors.Add(KMeans(kmeans));
        if (plan.Robust is { } robust) detectors.Add(Robust(robust));
        if (detectors is [var only]) return new DetectorSet(_names, detectors, only.Threshold);
        new DetectorSet(_names, detectors, 0).Score(Rows, sample, _answers, explain: false);
        return new DetectorSet(_names, detectors, Threshold(_answers.Score));
    }

    private ForestDetector Forest(ForestOptions options)
    {
        var perTree = Math.Min(options.Sample, Rows);
        var trees = new ForestGrower([.. sample.Select(value => (float)value)], _width, perTree, plan.Options.Seed).Grow(options.Trees);
        var file = DetectorWriter.Forest(_names, trees, perTree);
        var format = formats(ForestDetector.Format) ?? throw new ModelException($"nothing here reads the format '{ForestDetector.Format}'");
        var model = format.Load(new ModelFile("forest.json", file), new ModelOptions());
        var scores = Scores(new ForestDetector(model, file, _width, 0, 1, None, 0));
        return new ForestDetector(model, file, _width, scores.Min(), scores.Max(), Ranks.Of(scores), Threshold(scores));
    }

    private KMeansDetector KMeans(KMeansOptions options)
    {
        var clusters = new KMeansTrainer(sample, _width, options.K, plan.Options.Seed).Train(options.Starts);
        var scores = Scores(new KMeansDetector(clusters.Centres, _width, clusters.Inertia, None, 0));
        return new KMeansDetector(clusters.Centres, _width, clusters.Inertia, Ranks.Of(scores), Threshold(scores));
    }

    private RobustDetector Robust(RobustOptions options)
    {
        var (median, deviation) = RobustTrainer.Train(sample, _width);
        return new RobustDetector(median, deviation, Ranks.Of(Scores(new RobustDetector(median, deviation, None, 0))), options.Above);
    }

    private double[] Scores(IDetector detector) => detector.Score(Rows, sample, _answers, []).AsSpan(0, Rows).ToArray();

    private double Threshold(double[] scores) => Quantiles.Sorted(scores.AsSpan(0, Rows).ToArray(), 1 - plan.Options.Contamination);
}
