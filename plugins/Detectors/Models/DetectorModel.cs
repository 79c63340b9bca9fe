using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>Detectors as a model: an input <c>features</c> in float64, and an output for each thing that they say.</summary>
/// <param name="set">Taken over.</param>
internal sealed class DetectorModel(DetectorSet set) : IModel
{
    [ThreadStatic]
    private static Answers? _answers;

    private readonly IReadOnlyList<SetOutput> _outputs = SetOutput.Of(set);

    public DetectorSet Set => set;

    public IReadOnlyList<TensorInfo> Inputs { get; } = [new TensorInfo("features", ElementType.Float64, [-1, set.Features.Count])];

    public IReadOnlyList<TensorInfo> Outputs => [.. _outputs.Select(output => output.Tensor)];

    public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
    {
        var answers = _answers is { } kept && kept.Features == set.Features.Count ? kept : _answers = new Answers(set.Features.Count);
        set.Score(rows, inputs[0].Values<double>()[..(rows * set.Features.Count)], answers, explain: wanted.Contains(_outputs.Count - 1));
        for (var i = 0; i < wanted.Length; i++) _outputs[wanted[i]].Copy(answers, rows, outputs[i]);
    }

    public void Dispose() => set.Dispose();
}
