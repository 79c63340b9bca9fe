using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>The bundle of what was fitted: bundle.yaml, the model, the scaler, and rows with the answers it must give.</summary>
internal sealed class Publication(TransformBinding binding, FitPlan plan, Fitted fitted, string name)
{
    private readonly List<BundleFile> _files = [];

    /// <summary>Publishes it as the next version of a folder.</summary>
    /// <returns>The version's name.</returns>
    /// <exception cref="ModelException">It cannot be written, or is no good.</exception>
    public static string Publish(TransformBinding binding, FitPlan plan, Fitted fitted, string folder) =>
        binding.PublishModel(folder, version => new Publication(binding, plan, fitted, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))).Files(version));

    private DetectorSet Set => fitted.Set;

    /// <summary>The output that the score is, as the model calls it.</summary>
    private string Score => Set switch
    {
        { IsEnsemble: true } => SetOutput.EnsembleScore,
        { Forest: not null } => "anomaly_score",
        { KMeans: not null } => SetOutput.KMeansDistance,
        _ => SetOutput.RobustScore,
    };

    private bool IsForest => DetectorWriter.FormatOf(Set) == ForestDetector.Format;

    private List<BundleFile> Files(string version)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"# Made by 'fit' ({binding.Pipeline}, {binding.Component}); see 'streamguard models check'.\n");
        yaml.Append(CultureInfo.InvariantCulture, $"name: {Quoted(name)}\nversion: {Quoted(version)}\n");
        var model = Add("model.json", DetectorWriter.Write(Set));
        yaml.Append(CultureInfo.InvariantCulture, $"model: {{ file: model.json, format: {DetectorWriter.FormatOf(Set)}, sha256: {model}, bytes: {_files[^1].Bytes.Length} }}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"input: {{ name: features, type: {(IsForest ? "float32" : "float64")}, shape: [batch, {plan.Features.Length}] }}\n");
        Outputs(yaml);
        yaml.Append("features:\n");
        foreach (var feature in plan.Features) yaml.Append(Feature(feature));
        yaml.Append(CultureInfo.InvariantCulture, $"missing: {plan.Missing?.ToString("R", CultureInfo.InvariantCulture) ?? "a row with a null cannot be scored"}\n");
        if (fitted.Mean.Length > 0) yaml.Append(CultureInfo.InvariantCulture, $"scaler: {{ kind: standard, file: scaler.json, sha256: {Add("scaler.json", Scaler())} }}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"score: {{ name: {(IsForest ? SetOutput.ForestScore : Score)}, kind: {(IsForest ? "isolation_forest" : "value")} }}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"threshold: {{ value: {Set.Threshold.ToString("R", CultureInfo.InvariantCulture)}, anomaly_when: score > threshold }}\n");
        yaml.Append("exactness: { score: 1e-9 relative or 1e-12 absolute }\n");
        yaml.Append(CultureInfo.InvariantCulture, $"golden:\n  golden.csv: {{ file: golden.csv, sha256: {Add("golden.csv", GoldenRows.Of(plan, fitted, IsForest))} }}\n");
        Training(yaml);
        _files.Insert(0, new BundleFile("bundle.yaml", Encoding.UTF8.GetBytes(yaml.ToString())));
        return _files;
    }

    private void Outputs(StringBuilder yaml)
    {
        var outputs = SetOutput.Of(Set).Select(output => output.Tensor).ToList();
        if (IsForest) outputs = [new TensorInfo(Score, ElementType.Float64, [-1]), outputs[^1]];
        else outputs = [outputs.First(output => output.Name == Score), .. outputs.Where(output => output.Name != Score)];
        yaml.Append("outputs:\n");
        foreach (var output in outputs)
        {
            var (shape, classes) = output.Name == SetOutput.Contributions ? ($"[batch, {plan.Features.Length}]", $", classes: [{string.Join(", ", Set.Features.Select(Quoted))}]") : ("[batch]", "");
            yaml.Append(CultureInfo.InvariantCulture, $"  {output.Name}: {{ name: {output.Name}, type: {output.Type.ToString().ToLowerInvariant()}, shape: {shape}{classes} }}\n");
        }
    }

    private string Feature(FitFeature feature)
    {
        if (feature.Expression is { } expression) return $"- {Quoted(feature.Name)}: {Quoted(expression.Text)}\n";
        var column = plan.Input[feature.Column].Name;
        return column == feature.Name ? $"- {Quoted(feature.Name)}\n" : $"- {Quoted(feature.Name)}: {Quoted($"[{column}]")}\n";
    }

    private ReadOnlyMemory<byte> Scaler() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["features"] = Set.Features,
        ["mean"] = fitted.Mean,
        ["scale"] = fitted.Scale,
    });

    private void Training(StringBuilder yaml)
    {
        yaml.Append("training:\n");
        yaml.Append(CultureInfo.InvariantCulture, $"  at: {binding.Clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n  rows: {fitted.Rows}\n  sample: {fitted.Sample.Length / plan.Features.Length}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"  seed: {plan.Options.Seed}\n  contamination: {plan.Options.Contamination.ToString("R", CultureInfo.InvariantCulture)}\n");
        if (plan.Forest is { } forest) yaml.Append(CultureInfo.InvariantCulture, $"  forest: {{ trees: {forest.Trees}, sample: {forest.Sample} }}\n");
        if (Set.KMeans is { } kmeans) yaml.Append(CultureInfo.InvariantCulture, $"  kmeans: {{ k: {plan.KMeans!.K}, starts: {plan.KMeans.Starts}, inertia: {kmeans.Inertia.ToString("R", CultureInfo.InvariantCulture)} }}\n");
        if (plan.Robust is { } robust) yaml.Append(CultureInfo.InvariantCulture, $"  robust: {{ above: {robust.Above.ToString("R", CultureInfo.InvariantCulture)} }}\n");
    }

    private string Add(string file, ReadOnlyMemory<byte> bytes)
    {
        _files.Add(new BundleFile(file, bytes));
        return Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
    }

    /// <summary>A text of JSON is one of YAML.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
