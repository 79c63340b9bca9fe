using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Tests.Training;

public class ReservoirTests
{
    [Fact]
    public void Keeps_all_rows_until_it_is_full()
    {
        var sample = new Reservoir(2, 3, seed: 1);
        sample.Add([1, 2]);
        sample.Add([3, 4]);

        Assert.Equal(2, sample.Rows);
        Assert.Equal([1, 2, 3, 4], sample.Values.ToArray());
    }

    [Fact]
    public void Every_row_is_as_likely_as_any_other()
    {
        var kept = new int[20];
        for (var seed = 0; seed < 4000; seed++)
        {
            var sample = new Reservoir(1, 5, seed);
            for (var row = 0; row < kept.Length; row++) sample.Add([row]);
            foreach (var row in sample.Values) kept[(int)row]++;
        }

        // A quarter of 4000 each, with a deviation of 27.
        Assert.All(kept, count => Assert.InRange(count, 860, 1140));
    }

    [Fact]
    public void The_seed_decides_which() => Assert.Equal(Sample(7), Sample(7));

    private static double[] Sample(long seed)
    {
        var sample = new Reservoir(1, 4, seed);
        for (var row = 0; row < 100; row++) sample.Add([row]);
        return sample.Values.ToArray();
    }
}
