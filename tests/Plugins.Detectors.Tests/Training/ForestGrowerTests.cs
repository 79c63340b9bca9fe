using FsCheck;
using FsCheck.Fluent;
using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Tests.Training;

public class ForestGrowerTests
{
    [Fact]
    public void Every_tree_sets_its_rows_apart_up_to_the_depth_of_a_balanced_one() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var (features, count) = (random.Next(1, 6), random.Next(2, 200));
        var rows = Enumerable.Range(0, features * count).Select(_ => (float)random.Next(-3, 30)).ToArray();
        var perTree = Math.Min(count, random.Next(2, 70));

        var trees = new ForestGrower(rows, features, perTree, seed).Grow(3);

        return trees.All(tree => tree.Samples[0] == perTree && Holds(tree, 0, 0, (int)Math.Ceiling(Math.Log2(perTree))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rows_that_are_all_equal_are_one_leaf()
    {
        var tree = Assert.Single(new ForestGrower([.. Enumerable.Repeat(5f, 64)], 2, 16, seed: 1).Grow(1));

        Assert.Equal([-1], tree.Feature);
        Assert.Equal([16], tree.Samples);
    }

    [Fact]
    public void A_threshold_goes_between_the_least_and_the_greatest()
    {
        // Two neighbours among the floats: the greater must go right all the same.
        var (low, high) = (1f, MathF.BitIncrement(1f));

        var trees = new ForestGrower([low, high], 1, 2, seed: 5).Grow(100);

        Assert.All(trees, tree => Assert.InRange(tree.Threshold[0], low, Math.BitDecrement((double)high)));
        Assert.All(trees, tree => Assert.Equal([2, 1, 1], tree.Samples));
    }

    [Fact]
    public void More_trees_do_not_change_the_first()
    {
        float[] rows = [.. Enumerable.Range(0, 300).Select(i => (float)(i * 7919 % 101))];

        var few = new ForestGrower(rows, 3, 32, seed: 8).Grow(2);
        var many = new ForestGrower(rows, 3, 32, seed: 8).Grow(20);

        for (var i = 0; i < few.Length; i++) Assert.Equal(few[i].Threshold, many[i].Threshold);
    }

    private static bool Holds(Tree tree, int node, int depth, int most)
    {
        var (left, right) = (tree.Left[node], tree.Right[node]);
        if (left < 0) return right < 0 && depth <= most;
        return tree.Samples[left] > 0 && tree.Samples[right] > 0 && tree.Samples[left] + tree.Samples[right] == tree.Samples[node]
            && Holds(tree, left, depth + 1, most) && Holds(tree, right, depth + 1, most);
    }
}
