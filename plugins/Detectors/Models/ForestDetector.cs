using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>An isolation forest, run by the format <c>isolation-forest</c>; a feature makes the score by the steps that its questions save.</summary>
/// <param name="model">Taken over.</param>
/// <param name="file">The model as it was read or is to be written.</param>
/// <param name="features">Values a row.</param>
/// <param name="low">The least score of the rows it was fitted to.</param>
/// <param name="high">The greatest.</param>
internal sealed class ForestDetector(IModel model, ReadOnlyMemory<byte> file, int features, double low, double high, Ranks ranks, double threshold) : IDetector, IDisposable
{
    public const string Format = "isolation-forest";

    private const int MostRows = 512;

    [ThreadStatic]
    private static (Tensor Input, Tensor Score, Tensor Shares)? _tensors;

    public string Name => "forest";

    public ReadOnlyMemory<byte> File => file;

    public double Low => low;

    public double High => high;

    public Ranks Ranks => ranks;

    public double Threshold => threshold;

    /// <summary>A score between the least, 0, and the greatest, 1, of the rows it was fitted to.</summary>
    public double Normalized(double score) => high > low ? Math.Clamp((score - low) / (high - low), 0, 1) : 0;

    public double[] Score(int rows, ReadOnlySpan<double> values, Answers answers, Span<double> contributions)
    {
        var (input, score, shares) = Tensors();
        for (int from = 0, count; from < rows; from += count)
        {
            count = Math.Min(MostRows, rows - from);
            var narrow = input.Values<float>();
            for (var i = 0; i < count * features; i++) narrow[i] = (float)values[(from * features) + i];
            if (contributions.IsEmpty) model.Run(count, [input], [0], [score]);
            else model.Run(count, [input], [0, 1], [score, shares]);
            score.Values<double>()[..count].CopyTo(answers.Forest.AsSpan(from));
            if (contributions.IsEmpty) continue;
            var steps = shares.Values<double>()[..(count * features)];
            for (var i = 0; i < steps.Length; i++) contributions[(from * features) + i] = Math.Max(0, steps[i]);
        }

        return answers.Forest;
    }

    public void Dispose() => model.Dispose();

    // A tensor lies in memory that does not move; to make three a call would cost more than a small batch.
    private (Tensor Input, Tensor Score, Tensor Shares) Tensors()
    {
        if (_tensors is { } kept && kept.Input.Width == features) return kept;
        var made = (new Tensor(ElementType.Float32, features), new Tensor(ElementType.Float64, 1), new Tensor(ElementType.Float64, features));
        made.Item1.EnsureRows(MostRows);
        made.Item2.EnsureRows(MostRows);
        made.Item3.EnsureRows(MostRows);
        _tensors = made;
        return made;
    }
}
