namespace StreamGuard.Core.Models.Trees.IsolationForest;

/// <summary>
/// By how much each question on the way to a leaf shortens the path that was to be expected before it: of the rows that the
/// tree was made of, those that go on with the row need so many steps less on average. The shares of a path add up to the
/// mean path of the tree less the row's own; after Saabas, "Interpreting random forests" (2014).
/// </summary>
internal sealed class PathShares
{
    private readonly List<int> _offsets = [0];
    private readonly List<int> _features = [];
    private readonly List<double> _shares = [];

    /// <summary>Where the shares of a leaf begin; of the leaf behind the last, the end of all.</summary>
    public int[] Offsets { get; private set; } = [];

    /// <summary>The feature of each share.</summary>
    public int[] Features { get; private set; } = [];

    /// <summary>Steps by which the feature's questions shorten the path; below 0 where they lengthen it.</summary>
    public double[] Shares { get; private set; } = [];

    /// <summary>Adds a tree's leaves, in the order in which the trees have them.</summary>
    /// <param name="tree">Found to be one.</param>
    /// <param name="samples">Rows that came to each node when it was made.</param>
    /// <param name="leaves">Node and steps from the root.</param>
    public void Add(TreeShape tree, int[] samples, IReadOnlyList<(int Node, int Depth)> leaves)
    {
        var expected = new double[tree.Nodes];
        var parents = new int[tree.Nodes];
        parents[0] = -1;
        Expect(tree, samples, expected, parents);
        var path = new SortedDictionary<int, double>();
        foreach (var (leaf, _) in leaves)
        {
            for (int node = leaf, parent; (parent = parents[node]) >= 0; node = parent)
                path[tree.Feature[parent]] = path.GetValueOrDefault(tree.Feature[parent]) + expected[parent] - expected[node];
            _features.AddRange(path.Keys);
            _shares.AddRange(path.Values);
            _offsets.Add(_features.Count);
            path.Clear();
        }
    }

    /// <summary>Ends the adding.</summary>
    public void Seal() => (Offsets, Features, Shares) = ([.. _offsets], [.. _features], [.. _shares]);

    /// <summary>Mean path of the rows below each node, and the node above each; from the leaves up, however deep.</summary>
    private static void Expect(TreeShape tree, int[] samples, double[] expected, int[] parents)
    {
        var order = new List<int>(tree.Nodes) { 0 };
        var depths = new int[tree.Nodes];
        for (var i = 0; i < order.Count; i++)
        {
            if (tree.Left[order[i]] < 0) continue;
            foreach (var child in (ReadOnlySpan<int>)[tree.Left[order[i]], tree.Right[order[i]]])
            {
                (parents[child], depths[child]) = (order[i], depths[order[i]] + 1);
                order.Add(child);
            }
        }

        for (var i = order.Count - 1; i >= 0; i--) expected[order[i]] = Mean(tree, samples, order[i], depths[order[i]], expected);
    }

    private static double Mean(TreeShape tree, int[] samples, int node, int depth, double[] expected)
    {
        var (left, right) = (tree.Left[node], tree.Right[node]);
        if (left < 0) return depth + Paths.Average(samples[node]);
        var rows = Math.Max(1, samples[left] + samples[right]);
        return ((samples[left] * expected[left]) + (samples[right] * expected[right])) / rows;
    }
}
