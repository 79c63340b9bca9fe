using FsCheck;
using FsCheck.Fluent;
using StreamGuard.Core.Evaluation;

namespace StreamGuard.Core.Tests.Evaluation;

public class RankingCurveTests
{
    [Fact]
    public void Gives_the_areas_that_scikit_learn_documents()
    {
        // The example of roc_auc_score and average_precision_score.
        var curve = RankingCurve.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);

        Assert.Equal(0.75, curve.RocArea);
        Assert.Equal(0.8333333333333333, curve.PrecisionRecallArea, 1e-15);
    }

    [Fact]
    public void The_area_is_the_chance_that_an_anomaly_ranks_above_another_row() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, random.Next(2, 60)).Select(_ => (double)random.Next(12)).ToArray();
        var labels = scores.Select((_, row) => row == 0 || (row > 1 && random.Next(3) == 0)).ToArray();
        var pairs = from anomaly in Enumerable.Range(0, scores.Length).Where(row => labels[row])
                    from other in Enumerable.Range(0, scores.Length).Where(row => !labels[row])
                    select scores[anomaly] > scores[other] ? 1.0 : scores[anomaly] == scores[other] ? 0.5 : 0;

        return Math.Abs(RankingCurve.Of(scores, labels).RocArea - pairs.Average()) < 1e-12;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equal_scores_are_one_point()
    {
        var curve = RankingCurve.Of([1, 1, 1, 0], [true, false, true, false]);

        Assert.Equal([new CurvePoint(0, 0), new CurvePoint(2, 1), new CurvePoint(2, 2)], curve.Points);
    }

    [Fact]
    public void Without_anomalies_there_is_no_area()
    {
        var curve = RankingCurve.Of([1, 2], [false, false]);

        Assert.True(double.IsNaN(curve.RocArea) && double.IsNaN(curve.PrecisionRecallArea));
    }
}
