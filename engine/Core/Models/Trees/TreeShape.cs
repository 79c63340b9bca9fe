namespace StreamGuard.Core.Models.Trees;

/// <summary>A tree as files have it: a place a node, -1 in both children of a leaf; node 0 is the root.</summary>
/// <param name="Left">Left children.</param>
/// <param name="Right">Right children.</param>
/// <param name="Feature">What a node asks for; of a leaf it does not matter.</param>
/// <param name="Threshold">A value below it goes left.</param>
/// <param name="MissingLeft">Whether a row without the value goes left; empty: it goes right.</param>
internal sealed record TreeShape(int[] Left, int[] Right, int[] Feature, float[] Threshold, bool[] MissingLeft)
{
    public int Nodes => Left.Length;
}
