using StreamGuard.Core.Evaluation;

namespace StreamGuard.Core.Tests.Evaluation;

public class EvaluationTests
{
    [Fact]
    public void Counts_verdicts_against_labels()
    {
        var confusion = Confusion.Of([true, true, true, false, false], [true, false, true, true, false]);

        Assert.Equal(new Confusion(2, 1, 1, 1), confusion);
        Assert.Equal((2 / 3.0, 2 / 3.0, 2 / 3.0), (confusion.Precision, confusion.Recall, confusion.F1));
    }

    [Fact]
    public void Nothing_flagged_has_no_precision()
    {
        var confusion = Confusion.Of([false, false], [true, false]);

        Assert.True(double.IsNaN(confusion.Precision));
        Assert.Equal((0.0, 0.0), (confusion.Recall, confusion.F1));
    }

    [Fact]
    public void Compares_detectors_with_each_other_where_nothing_is_labelled()
    {
        var one = new DetectorScores("one", [1, 2, 3, 4], [false, false, true, true], null);
        var other = new DetectorScores("other", [10, 30, 20, 40], [false, false, false, true], "flags");

        var evaluation = Core.Evaluation.Evaluation.Of(new ScoredRows([one, other], null, 4, 0), top: 0.5);

        Assert.Empty(evaluation.Qualities);
        Assert.Equal(new Agreement("one", "other", 0.8, 1 / 3.0, 0.75), Assert.Single(evaluation.Agreements));
    }

    [Fact]
    public void A_detector_that_says_the_same_of_all_has_no_ranks()
    {
        var agreement = Agreement.Of(new DetectorScores("one", [1, 1], [false, true], null), new DetectorScores("other", [1, 2], [false, true], null), 1);

        Assert.True(double.IsNaN(agreement.Spearman));
    }
}
