using System.Runtime.InteropServices;

namespace StreamGuard.Core.Models.Trees;

/// <summary>
/// A node of a tree, 16 bytes. Both children lie side by side, so that a comparison is the step to one of them. A leaf goes
/// to itself whatever the row has: its threshold is NaN, and nothing is at least NaN.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TreeNode
{
    /// <summary>A value below it goes left, any other right.</summary>
    public float Threshold;

    /// <summary>Where in a <see cref="RowTile"/> the values to compare begin.</summary>
    public int Feature;

    /// <summary>The left child; the right one follows.</summary>
    public int Left;

    /// <summary>Of a leaf: which of all trees' leaves it is.</summary>
    public int Leaf;
}
