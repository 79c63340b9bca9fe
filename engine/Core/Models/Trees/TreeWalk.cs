using System.Runtime.CompilerServices;

namespace StreamGuard.Core.Models.Trees;

/// <summary>
/// Walks from roots to leaves, eight ways at a time: a single walk waits for memory at every step, eight that do not depend
/// on each other fill the waiting, and without a branch on the values there is nothing to mispredict.
/// </summary>
internal static unsafe class TreeWalk
{
    // Few trees are deeper; of those that are, most rows end far above the deepest leaf.
    private const int StepsBetweenLooks = 6;

    /// <summary>Eight rows through one tree.</summary>
    /// <param name="nodes">Of all trees.</param>
    /// <param name="root">The tree's.</param>
    /// <param name="depth">The tree's.</param>
    /// <param name="tile">The rows.</param>
    /// <param name="leaves">Gets the leaf of each row.</param>
    public static void Rows(TreeNode* nodes, int root, int depth, float* tile, int* leaves)
    {
        int a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
        while (true)
        {
            for (var step = Math.Min(depth, StepsBetweenLooks); step > 0; step--)
            {
                a = Step(nodes, a, tile);
                b = Step(nodes, b, tile + 1);
                c = Step(nodes, c, tile + 2);
                d = Step(nodes, d, tile + 3);
                e = Step(nodes, e, tile + 4);
                f = Step(nodes, f, tile + 5);
                g = Step(nodes, g, tile + 6);
                h = Step(nodes, h, tile + 7);
            }

            depth -= StepsBetweenLooks;
            if (depth <= 0 || (IsLeaf(nodes, a) && IsLeaf(nodes, b) && IsLeaf(nodes, c) && IsLeaf(nodes, d)
                && IsLeaf(nodes, e) && IsLeaf(nodes, f) && IsLeaf(nodes, g) && IsLeaf(nodes, h))) break;
        }

        leaves[0] = nodes[a].Leaf;
        leaves[1] = nodes[b].Leaf;
        leaves[2] = nodes[c].Leaf;
        leaves[3] = nodes[d].Leaf;
        leaves[4] = nodes[e].Leaf;
        leaves[5] = nodes[f].Leaf;
        leaves[6] = nodes[g].Leaf;
        leaves[7] = nodes[h].Leaf;
    }

    /// <summary>One row, the first of a tile, through eight trees.</summary>
    /// <param name="nodes">Of all trees.</param>
    /// <param name="roots">Of the eight.</param>
    /// <param name="depth">The greatest of the eight.</param>
    /// <param name="tile">The row.</param>
    /// <param name="leaves">Gets the leaf in each tree.</param>
    public static void Trees(TreeNode* nodes, int* roots, int depth, float* tile, int* leaves)
    {
        int a = roots[0], b = roots[1], c = roots[2], d = roots[3], e = roots[4], f = roots[5], g = roots[6], h = roots[7];
        for (; depth > 0; depth--)
        {
            a = Step(nodes, a, tile);
            b = Step(nodes, b, tile);
            c = Step(nodes, c, tile);
            d = Step(nodes, d, tile);
            e = Step(nodes, e, tile);
            f = Step(nodes, f, tile);
            g = Step(nodes, g, tile);
            h = Step(nodes, h, tile);
        }

        leaves[0] = nodes[a].Leaf;
        leaves[1] = nodes[b].Leaf;
        leaves[2] = nodes[c].Leaf;
        leaves[3] = nodes[d].Leaf;
        leaves[4] = nodes[e].Leaf;
        leaves[5] = nodes[f].Leaf;
        leaves[6] = nodes[g].Leaf;
        leaves[7] = nodes[h].Leaf;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(TreeNode* nodes, int at, float* tile)
    {
        var node = nodes + at;
        return node->Left + (tile[node->Feature] >= node->Threshold ? 1 : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLeaf(TreeNode* nodes, int at) => nodes[at].Left == at;
}
