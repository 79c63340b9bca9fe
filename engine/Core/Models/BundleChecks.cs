using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Models;

/// <summary>Checks that what a bundle.yaml says agrees with itself.</summary>
internal sealed class BundleChecks(BundleOptions options, BoundOptions bound, Problems problems)
{
    private const int LargestWidth = 1_000_000;
    private const string NoScoreHint = "Known are mean_squared_error, probability, isolation_forest and value; class means that there is none.";

    public List<TensorInfo> Inputs()
    {
        var inputs = options.Inputs?.Select((input, i) => Tensor(input, $"inputs[{i}]")).ToList() ?? [Tensor(options.Input!, "input")];
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Type is ElementType.Float32 or ElementType.Float64) continue;
            Wrong(options.Inputs is null ? "input.type" : $"inputs[{i}].type", $"the input '{inputs[i].Name}' is {Word(inputs[i].Type)}; features go into float32 or float64.");
        }

        return inputs;
    }

    public List<OutputInfo> Outputs() =>
        options.Outputs?.Select(output => Output(output.Value, $"outputs.{output.Key}")).ToList() ?? [Output(options.Output!, "output")];

    public Threshold? Threshold()
    {
        if (options.Threshold is not { } threshold) return null;
        if (options.Score.Kind == ScoreKind.Class) Report(ProblemCodes.BundleScore, "threshold", "there is a threshold and no score: the score's kind is class.", NoScoreHint);
        if (!double.IsFinite(threshold.Value)) Report(ProblemCodes.BundleScore, "threshold.value", $"threshold.value must be a finite number, got {threshold.Value.ToString(CultureInfo.InvariantCulture)}.");
        if (Models.Threshold.Parse(threshold.AnomalyWhen) is { } comparison) return new Threshold(threshold.Value, comparison);
        Report(ProblemCodes.BundleScore, "threshold.anomaly_when", $"threshold.anomaly_when must compare the score with the threshold, got '{threshold.AnomalyWhen}'.", "Write score > threshold, or >=, < or <= in its place.");
        return null;
    }

    /// <summary>Numbers of features, of values in the inputs and of values in the outputs.</summary>
    public void Agree(Bundle bundle)
    {
        if (problems.HasErrors) return;
        var (features, places) = (bundle.Features.Count, bundle.Inputs.Sum(input => input.Width));
        if (places != features)
            Wrong(options.Inputs is null ? "input.shape" : "inputs", $"there are {features} features, and the {Inputs(bundle)} {places}.", "A value a feature, in the order of 'features'.");
        var output = bundle.ScoreOutput;
        var where = options.Outputs is null ? "output" : $"outputs.{options.Outputs.Keys.First()}";
        var width = output.Tensor.Width;
        switch (options.Score.Kind)
        {
            case ScoreKind.MeanSquaredError when width != features:
                Report(ProblemCodes.BundleScore, $"{where}.shape", $"mean_squared_error compares {features} features with {width} values of '{output.Tensor.Name}'.", "The output must have a value a feature.");
                break;
            case ScoreKind.MeanSquaredError or ScoreKind.Class:
                break;
            case var _ when output.Column is { } column && column >= width:
                Report(ProblemCodes.BundleScore, $"{where}.column", $"the output '{output.Tensor.Name}' has {width} values a row, no column {column}.", "Columns count from 0.");
                break;
            case var _ when output.Column is null && width != 1:
                Report(ProblemCodes.BundleScore, where, $"the output '{output.Tensor.Name}' has {width} values a row: which one is the score?", "Write column: 1 for the second one.");
                break;
        }
    }

    private static string Inputs(Bundle bundle) => bundle.Inputs.Count == 1 ? $"input '{bundle.Inputs[0].Name}' takes" : "inputs take";

    private OutputInfo Output(BundleOutput output, string path)
    {
        var isNegated = output.Sign?.TrimStart().StartsWith("minus", StringComparison.OrdinalIgnoreCase) ?? false;
        if (output.Sign is { } sign && !isNegated && !sign.TrimStart().StartsWith("plus", StringComparison.OrdinalIgnoreCase))
            Report(ProblemCodes.BundleScore, $"{path}.sign", $"{path}.sign must begin with 'minus' or 'plus', got '{sign}'.");
        var tensor = Tensor(output, path);
        if (output.Classes.Count > 0 && output.Classes.Count != tensor.Width)
            Wrong($"{path}.classes", $"'{tensor.Name}' has {tensor.Width} values a row and {output.Classes.Count} classes.");
        return new OutputInfo(tensor, output.Column, isNegated, output.Classes);
    }

    private TensorInfo Tensor(BundleTensor tensor, string path)
    {
        var shape = new List<long> { -1 };
        for (var i = 1; i < tensor.Shape.Count; i++)
        {
            if (long.TryParse(tensor.Shape[i], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= 1_000_000) shape.Add(size);
            else Wrong($"{path}.shape[{i}]", $"{path}.shape must have sizes behind the batch, got '{tensor.Shape[i]}'.", "Write for example [batch, 31].");
        }

        if (long.TryParse(tensor.Shape[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var batch) && batch > 0)
            Wrong($"{path}.shape[0]", $"{path}.shape must begin with the batch, got {batch}.", "Write for example [batch, 31]: rows come in any number.");
        if (shape.Skip(1).Aggregate(1.0, (product, size) => product * size) is > LargestWidth and var width)
        {
            Wrong($"{path}.shape", $"{path}.shape has {width:R} values a row; {LargestWidth} are the most.");
            shape = [-1];
        }

        return new TensorInfo(tensor.Name, tensor.Type, shape);
    }

    private static string Word(ElementType type) => type.ToString().ToLowerInvariant();

    private void Wrong(string path, string message, string? hint = null) => Report(ProblemCodes.BundleShape, path, message, hint);

    private void Report(string code, string path, string message, string? hint = null) => problems.Error(code, bound.At(path), message, hint);
}
