using FsCheck;
using FsCheck.Fluent;
using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Tests.Training;

public class KMeansTrainerTests
{
    [Fact]
    public void Inertia_never_rises() => Prop.ForAll<int, int>(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<int>(), (seed, shape) =>
    {
        var random = new Random(seed);
        var (features, k) = (1 + Math.Abs(shape % 5), 1 + Math.Abs(shape / 5 % 7));
        var rows = Enumerable.Range(0, features * random.Next(1, 80)).Select(_ => (double)random.Next(-4, 5)).ToArray();

        var trail = new KMeansTrainer(rows, features, k, seed).Train(3).Trail;

        return trail.Zip(trail.Skip(1)).All(pair => pair.Second <= pair.First * (1 + 1e-12));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Finds_clusters_that_lie_apart()
    {
        double[] rows = [0, 0, 1, 0, 0, 1, 100, 100, 101, 100, 100, 101, -50, 80, -51, 80];

        var clusters = new KMeansTrainer(rows, 2, 3, seed: 1).Train(5);

        Assert.Equal([-50.5, 1 / 3.0, 301 / 3.0], Enumerable.Range(0, 3).Select(i => clusters.Centres[i * 2]).Order(), (left, right) => Math.Abs(left - right) < 1e-12);
        Assert.Equal(4 / 3.0 + 4 / 3.0 + 0.5, clusters.Inertia, 1e-12);
    }

    [Fact]
    public void Has_no_more_clusters_than_there_are_different_rows()
    {
        var clusters = new KMeansTrainer([1, 1, 2, 1, 2], 1, 5, seed: 1).Train(2);

        Assert.Equal([1, 2], clusters.Centres.Order());
        Assert.Equal(0, clusters.Inertia);
    }

    [Fact]
    public void More_starts_are_never_worse()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 600).Select(_ => random.NextDouble()).ToArray();

        var one = new KMeansTrainer(rows, 3, 6, seed: 9).Train(1).Inertia;
        var ten = new KMeansTrainer(rows, 3, 6, seed: 9).Train(10).Inertia;

        Assert.True(ten <= one);
    }
}
