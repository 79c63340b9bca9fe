using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Tests.Training;

public class RobustTrainerTests
{
    [Fact]
    public void Takes_median_and_median_absolute_deviation()
    {
        // Values 1 2 4 7 1000: median 4, deviations 3 2 0 3 996, of which the median is 3.
        var (median, deviation) = RobustTrainer.Train([1000, 4, 1, 7, 2], 1);

        Assert.Equal([4.0], median);
        Assert.Equal([1.4826 * 3], deviation);
    }

    [Fact]
    public void Where_most_are_equal_the_mean_deviation_stands_for_it()
    {
        var (median, deviation) = RobustTrainer.Train([5, 5, 5, 5, 9], 1);

        Assert.Equal([5.0], median);
        Assert.Equal(1.253314137315500 * 4 / 5, deviation[0], 1e-15);
    }

    [Fact]
    public void A_feature_that_does_not_vary_has_no_deviation() => Assert.Equal([0.0], RobustTrainer.Train([5, 5, 5], 1).Deviation);
}
