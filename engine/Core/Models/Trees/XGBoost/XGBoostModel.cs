using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.XGBoost;

/// <summary>Trees of XGBoost. What it makes of a row does not depend on the batch that the row is in.</summary>
internal sealed class XGBoostModel : IModel
{
    private const int Prediction = 0;

    private readonly TreeBlocks _blocks;
    private readonly float[] _leaves;
    private readonly int[] _groupOf;
    private readonly float[] _baseMargins;
    private readonly Objective _objective;

    /// <param name="trees">Sealed.</param>
    /// <param name="leaves">Value of each leaf of all trees.</param>
    /// <param name="groupOf">The class that a tree adds to.</param>
    /// <param name="baseMargins">What each class begins with.</param>
    /// <param name="objective">Makes predictions of margins.</param>
    public XGBoostModel(FlatTrees trees, float[] leaves, int[] groupOf, float[] baseMargins, Objective objective)
    {
        (_blocks, _leaves, _groupOf, _baseMargins, _objective) = (new TreeBlocks(trees), leaves, groupOf, baseMargins, objective);
        Inputs = [new TensorInfo("features", ElementType.Float32, [-1, trees.Features])];
        Outputs = [Output("prediction", objective.Width(baseMargins.Length)), Output("margin", baseMargins.Length)];
    }

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public IReadOnlyList<TensorInfo> Outputs { get; }

    public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
    {
        var features = inputs[0].Values<float>();
        var groups = _baseMargins.Length;
        var margins = ArrayPool<float>.Shared.Rent(_blocks.Rows * groups);
        for (int first = 0, count; first < rows; first += count)
        {
            count = Math.Min(_blocks.Rows, rows - first);
            var block = margins.AsSpan(0, count * groups);
            AddUp(features[(first * inputs[0].Width)..], count, margins);
            for (var i = 0; i < wanted.Length; i++)
            {
                var output = outputs[i].Values<float>().Slice(first * outputs[i].Width, count * outputs[i].Width);
                if (wanted[i] == Prediction) _objective.Transform(block, groups, output);
                else block.CopyTo(output);
            }
        }

        ArrayPool<float>.Shared.Return(margins);
    }

    public void Dispose()
    {
        // Nothing but managed memory.
    }

    private static TensorInfo Output(string name, int width) => new(name, ElementType.Float32, width == 1 ? [-1] : [-1, width]);

    private void AddUp(ReadOnlySpan<float> features, int rows, float[] margins)
    {
        var groups = _baseMargins.Length;
        for (var row = 0; row < rows; row++) _baseMargins.CopyTo(margins, row * groups);
        if (groups == 1)
        {
            var sums = new Sums(_leaves, margins);
            _blocks.Run(features, rows, ref sums);
        }
        else
        {
            var sums = new GroupSums(_leaves, margins, _groupOf, groups);
            _blocks.Run(features, rows, ref sums);
        }
    }

    /// <summary>One margin a row.</summary>
    private readonly struct Sums(float[] leaves, float[] margins) : ILeafSums
    {
        public void Add(int tree, int row, int leaf) => margins[row] += leaves[leaf];
    }

    /// <summary>A margin for each class.</summary>
    private readonly struct GroupSums(float[] leaves, float[] margins, int[] groupOf, int groups) : ILeafSums
    {
        public void Add(int tree, int row, int leaf) => margins[(row * groups) + groupOf[tree]] += leaves[leaf];
    }
}
