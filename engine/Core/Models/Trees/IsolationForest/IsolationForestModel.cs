using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.IsolationForest;

/// <summary>How few questions set a row apart: 2^(-mean path / c), near 1 for rows that are soon alone; and which features' questions.</summary>
/// <param name="trees">Sealed.</param>
/// <param name="paths">Length of the path to each leaf of all trees, in steps, with what the rows left there would have taken.</param>
/// <param name="shares">What each feature has to do with it, leaf by leaf.</param>
/// <param name="ordinary">The mean path of the rows that a tree was made of.</param>
internal sealed class IsolationForestModel(FlatTrees trees, double[] paths, PathShares shares, double ordinary) : IModel
{
    private readonly TreeBlocks _blocks = new(trees);

    public IReadOnlyList<TensorInfo> Inputs { get; } = [new TensorInfo("features", ElementType.Float32, [-1, trees.Features])];

    public IReadOnlyList<TensorInfo> Outputs { get; } =
        [new TensorInfo("anomaly_score", ElementType.Float64, [-1]), new TensorInfo("contributions", ElementType.Float64, [-1, trees.Features])];

    public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
    {
        if (wanted.IsEmpty) return;
        var (score, share) = (wanted.IndexOf(0), wanted.IndexOf(1));
        var lengths = ArrayPool<double>.Shared.Rent(_blocks.Rows);
        var steps = share < 0 ? [] : ArrayPool<double>.Shared.Rent(_blocks.Rows * trees.Features);
        for (int first = 0, count; first < rows; first += count)
        {
            count = Math.Min(_blocks.Rows, rows - first);
            Walk(inputs[0].Values<float>()[(first * trees.Features)..], count, lengths, steps);
            if (score >= 0) Scores(lengths.AsSpan(0, count), outputs[score].Values<double>()[first..]);
            if (share >= 0) Shares(steps.AsSpan(0, count * trees.Features), outputs[share].Values<double>()[(first * trees.Features)..]);
        }

        ArrayPool<double>.Shared.Return(lengths);
        if (share >= 0) ArrayPool<double>.Shared.Return(steps);
    }

    public void Dispose()
    {
        // Nothing but managed memory.
    }

    /// <summary>Adds up paths and, where there is room for them, shares of the features.</summary>
    private void Walk(ReadOnlySpan<float> features, int count, double[] lengths, double[] steps)
    {
        Array.Clear(lengths, 0, count);
        if (steps.Length == 0)
        {
            var sums = new Sums(paths, lengths);
            _blocks.Run(features, count, ref sums);
            return;
        }

        Array.Clear(steps, 0, count * trees.Features);
        var both = new SumsAndShares(paths, lengths, shares, steps, trees.Features);
        _blocks.Run(features, count, ref both);
    }

    private void Scores(ReadOnlySpan<double> lengths, Span<double> scores)
    {
        for (var row = 0; row < lengths.Length; row++) scores[row] = Math.Pow(2, -lengths[row] / trees.Count / ordinary);
    }

    private void Shares(ReadOnlySpan<double> steps, Span<double> means)
    {
        for (var i = 0; i < steps.Length; i++) means[i] = steps[i] / trees.Count;
    }

    private readonly struct Sums(double[] paths, double[] lengths) : ILeafSums
    {
        public void Add(int tree, int row, int leaf) => lengths[row] += paths[leaf];
    }

    private readonly struct SumsAndShares(double[] paths, double[] lengths, PathShares shares, double[] steps, int features) : ILeafSums
    {
        private readonly int[] _offsets = shares.Offsets;
        private readonly int[] _features = shares.Features;
        private readonly double[] _shares = shares.Shares;

        public void Add(int tree, int row, int leaf)
        {
            lengths[row] += paths[leaf];
            var of = steps.AsSpan(row * features, features);
            for (var i = _offsets[leaf]; i < _offsets[leaf + 1]; i++) of[_features[i]] += _shares[i];
        }
    }
}
