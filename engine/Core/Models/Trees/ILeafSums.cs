namespace StreamGuard.Core.Models.Trees;

/// <summary>Adds up what the leaves say. A struct, so that the call costs nothing.</summary>
internal interface ILeafSums
{
    /// <summary>A row has come to a leaf; for each row the trees come in order.</summary>
    /// <param name="tree">Which tree.</param>
    /// <param name="row">Which row of the block.</param>
    /// <param name="leaf">Which of all trees' leaves.</param>
    void Add(int tree, int row, int leaf);
}
