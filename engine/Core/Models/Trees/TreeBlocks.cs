using System.Buffers;

namespace StreamGuard.Core.Models.Trees;

/// <summary>
/// Sends rows through all trees, a block at a time: the block's rows stay in the nearest cache while one tree after the
/// other comes by. May be used by several threads at once.
/// </summary>
internal sealed unsafe class TreeBlocks
{
    private const int MostTiles = 8;
    private const int BlockBytes = 16384;

    private readonly FlatTrees _trees;
    private readonly int _tileSize;

    public TreeBlocks(FlatTrees trees)
    {
        _trees = trees;
        _tileSize = RowTile.Size(trees.Features);
        Rows = RowTile.Lanes * Math.Clamp(BlockBytes / (_tileSize * sizeof(float)), 1, MostTiles);
    }

    /// <summary>Most rows of a block.</summary>
    public int Rows { get; }

    /// <summary>Sends a block through all trees.</summary>
    /// <param name="rows">Row after row.</param>
    /// <param name="count">How many, at most <see cref="Rows"/>.</param>
    /// <param name="sums">Takes the leaves.</param>
    public void Run<TSums>(ReadOnlySpan<float> rows, int count, ref TSums sums) where TSums : struct, ILeafSums
    {
        var whole = count / RowTile.Lanes;
        var tiles = ArrayPool<float>.Shared.Rent(Math.Max(whole, 1) * _tileSize);
        fixed (float* from = rows, to = tiles)
        fixed (TreeNode* nodes = _trees.Nodes)
        {
            for (var tile = 0; tile < whole; tile++)
                RowTile.Fill(from + ((long)tile * RowTile.Lanes * _trees.Features), RowTile.Lanes, _trees.Features, to + (tile * _tileSize));
            if (whole > 0) Tiles(nodes, to, whole, ref sums);
            // What is left over is walked row by row: eight trees at once instead of eight rows.
            for (var row = whole * RowTile.Lanes; row < count; row++)
            {
                RowTile.Fill(from + ((long)row * _trees.Features), 1, _trees.Features, to);
                Single(nodes, to, row, ref sums);
            }
        }

        ArrayPool<float>.Shared.Return(tiles);
    }

    private void Tiles<TSums>(TreeNode* nodes, float* tiles, int count, ref TSums sums) where TSums : struct, ILeafSums
    {
        var leaves = stackalloc int[RowTile.Lanes];
        for (var tree = 0; tree < _trees.Count; tree++)
        {
            var (root, depth) = (_trees.Roots[tree], _trees.Depths[tree]);
            for (var tile = 0; tile < count; tile++)
            {
                TreeWalk.Rows(nodes, root, depth, tiles + (tile * _tileSize), leaves);
                for (var lane = 0; lane < RowTile.Lanes; lane++) sums.Add(tree, (tile * RowTile.Lanes) + lane, leaves[lane]);
            }
        }
    }

    private void Single<TSums>(TreeNode* nodes, float* tile, int row, ref TSums sums) where TSums : struct, ILeafSums
    {
        var leaves = stackalloc int[RowTile.Lanes];
        fixed (int* roots = _trees.Roots, depths = _trees.Depths)
        {
            for (var first = 0; first < _trees.Count; first += RowTile.Lanes)
            {
                var count = Math.Min(RowTile.Lanes, _trees.Count - first);
                var depth = 0;
                for (var i = 0; i < count; i++) depth = Math.Max(depth, depths[first + i]);
                TreeWalk.Trees(nodes, roots + first, depth, tile, leaves);
                for (var i = 0; i < count; i++) sums.Add(first + i, row, leaves[i]);
            }
        }
    }
}
