using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.IsolationForest;

/// <summary>How few questions set a row apart: 2^(-mean path / c), near 1 for rows that are soon alone.</summary>
/// <param name="trees">Sealed.</param>
/// <param name="paths">Length of the path to each leaf of all trees, in steps, with what the rows left there would have taken.</param>
/// <param name="ordinary">The mean path of the rows that a tree was made of.</param>
internal sealed class IsolationForestModel(FlatTrees trees, double[] paths, double ordinary) : IModel
{
    private readonly TreeBlocks _blocks = new(trees);

    public IReadOnlyList<TensorInfo> Inputs { get; } = [new TensorInfo("features", ElementType.Float32, [-1, trees.Features])];

    public IReadOnlyList<TensorInfo> Outputs { get; } = [new TensorInfo("anomaly_score", ElementType.Float64, [-1])];

    public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
    {
        if (wanted.IsEmpty) return;
        var features = inputs[0].Values<float>();
        var scores = outputs[0].Values<double>();
        var lengths = ArrayPool<double>.Shared.Rent(_blocks.Rows);
        for (int first = 0, count; first < rows; first += count)
        {
            count = Math.Min(_blocks.Rows, rows - first);
            Array.Clear(lengths, 0, count);
            var sums = new Sums(paths, lengths);
            _blocks.Run(features[(first * inputs[0].Width)..], count, ref sums);
            for (var row = 0; row < count; row++) scores[first + row] = Math.Pow(2, -lengths[row] / trees.Count / ordinary);
        }

        ArrayPool<double>.Shared.Return(lengths);
    }

    public void Dispose()
    {
        // Nothing but managed memory.
    }

    private readonly struct Sums(double[] paths, double[] lengths) : ILeafSums
    {
        public void Add(int tree, int row, int leaf) => lengths[row] += paths[leaf];
    }
}
