using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees;

/// <summary>All nodes of a model's trees in one array, each tree breadth first: those near the root, which most rows meet, lie together.</summary>
internal sealed class FlatTrees
{
    private readonly List<TreeNode> _nodes = [];
    private readonly List<int> _roots = [];
    private readonly List<int> _depths = [];
    private readonly int _features;
    private int _leaves;

    /// <param name="features">Values a row.</param>
    public FlatTrees(int features) => _features = features;

    /// <summary>All nodes, in memory that does not move; set by <see cref="Seal"/>.</summary>
    public TreeNode[] Nodes { get; private set; } = [];

    /// <summary>The root of each tree, and the last one's again up to a multiple of <see cref="RowTile.Lanes"/>.</summary>
    public int[] Roots { get; private set; } = [];

    /// <summary>Most steps from the root to a leaf, of each tree.</summary>
    public int[] Depths { get; private set; } = [];

    public int Count => _depths.Count;

    /// <summary>Values a row.</summary>
    public int Features => _features;

    /// <summary>Adds a tree.</summary>
    /// <returns>
    /// The leaves, in the order of their <see cref="TreeNode.Leaf"/>, which goes on from the tree before: node of the file, and steps from the root.
    /// </returns>
    /// <exception cref="ModelException">Its nodes are no tree, or ask for a value that rows do not have.</exception>
    public List<(int Node, int Depth)> Add(TreeShape tree)
    {
        var seen = new bool[tree.Nodes];
        var leaves = new List<(int, int)>();
        var level = new List<int> { 0 };
        var depth = 0;
        _roots.Add(_nodes.Count);
        for (; level.Count > 0; depth++) level = AddLevel(tree, level, depth, seen, leaves);
        _depths.Add(depth - 1);
        return leaves;
    }

    /// <summary>Ends the adding.</summary>
    public void Seal()
    {
        Nodes = GC.AllocateUninitializedArray<TreeNode>(_nodes.Count, pinned: true);
        _nodes.CopyTo(Nodes);
        while (_roots.Count % RowTile.Lanes > 0) _roots.Add(_roots[^1]);
        (Roots, Depths) = ([.. _roots], [.. _depths]);
        _nodes.Clear();
        _nodes.TrimExcess();
    }

    /// <summary>Adds the nodes of a level; gives those of the next.</summary>
    private List<int> AddLevel(TreeShape tree, List<int> level, int depth, bool[] seen, List<(int, int)> leaves)
    {
        var next = new List<int>();
        var below = _nodes.Count + level.Count;
        foreach (var node in level)
        {
            if ((uint)node >= (uint)tree.Nodes || seen[node]) throw Broken($"node {node} is {(node < 0 || node >= tree.Nodes ? "not there" : "below itself or has two parents")}");
            seen[node] = true;
            if (tree.Left[node] < 0)
            {
                leaves.Add((node, depth));
                _nodes.Add(new TreeNode { Threshold = float.NaN, Left = _nodes.Count, Leaf = _leaves++ });
                continue;
            }

            var feature = tree.Feature[node];
            if ((uint)feature >= (uint)_features) throw Broken($"node {node} asks for feature {feature}, where a row has {_features}");
            _nodes.Add(new TreeNode
            {
                Threshold = tree.Threshold[node],
                Feature = RowTile.Place(feature, tree.MissingLeft.Length > 0 && tree.MissingLeft[node]),
                Left = below + next.Count,
            });
            next.Add(tree.Left[node]);
            next.Add(tree.Right[node]);
        }

        return next;
    }

    private ModelException Broken(string what) => new($"tree {_roots.Count - 1} is broken: {what}");
}
