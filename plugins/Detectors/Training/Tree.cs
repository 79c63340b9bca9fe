namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>An isolation tree, a place a node; node 0 is the root, and -1 in both children marks a leaf.</summary>
internal sealed class Tree
{
    /// <summary>What a node asks for; -1 for a leaf.</summary>
    public List<int> Feature { get; } = [];

    /// <summary>A value up to it goes left.</summary>
    public List<double> Threshold { get; } = [];

    public List<int> Left { get; } = [];

    public List<int> Right { get; } = [];

    /// <summary>Rows that came to the node when it was made.</summary>
    public List<int> Samples { get; } = [];

    /// <summary>Adds a leaf, which may become a node with children.</summary>
    public int Add(int samples)
    {
        Feature.Add(-1);
        Threshold.Add(0);
        Left.Add(-1);
        Right.Add(-1);
        Samples.Add(samples);
        return Feature.Count - 1;
    }
}
