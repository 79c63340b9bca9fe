using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StreamGuard.Training;

/// <summary>Writes a bundle's folder: model, scaler, golden rows, figures, and the file that says what they are.</summary>
internal sealed class BundleWriter(string folder, Recipe recipe, Detector detector)
{
    private const int GoldenRows = 300;

    // Every so many cells of the golden rows one is empty, which counts as 0.
    private const int EmptyEach = 97;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n" };

    /// <param name="test">Rows of a seed that took no part in the training.</param>
    public void Write(Flows test)
    {
        var model = OnnxFile.Of(detector.Network);
        var scaler = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            new { kind = "standard", features = Flows.Names, mean = detector.Scaler.Mean, scale = detector.Scaler.Scale }, Json) + "\n");
        Save("model.onnx", model);
        Save("scaler.json", scaler);
        Save("golden.csv", Encoding.UTF8.GetBytes(Golden(test)));
        Save("quality.md", Encoding.UTF8.GetBytes(new QualityReport(recipe, detector).Of(test)));
        Save("bundle.yaml", Encoding.UTF8.GetBytes(Description(model, scaler)));
    }

    private void Save(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);

    /// <summary>Rows of the test seed, as many of each label, with the score that this program gives them.</summary>
    private string Golden(Flows test)
    {
        var fields = Flows.Names.Select(Flows.Source).Distinct().Where(field => field != "urg_count").ToList();
        var text = new StringBuilder($"{string.Join(',', fields)},label,reconstruction_error,predicted_anomaly\n");
        var labels = test.Labels.Distinct().Order(StringComparer.Ordinal).ToList();
        var (cell, picked) = (0, labels.SelectMany(label => Enumerable.Range(0, test.Count).Where(row => test.Labels[row] == label).Take(GoldenRows / labels.Count)));
        foreach (var row in picked)
        {
            var features = test.Features[row].ToArray();
            foreach (var field in fields)
            {
                var isEmpty = ++cell % EmptyEach == 0;
                for (var i = 0; i < features.Length; i++)
                    if (isEmpty && Flows.Source(Flows.Names[i]) == field) features[i] = 0;
                text.Append(isEmpty ? "" : Number(features[Flows.Names.Index().First(name => Flows.Source(name.Item) == field).Index])).Append(',');
            }

            var score = detector.Score(features);
            text.Append(test.Labels[row]).Append(',').Append(Number(score)).Append(',').Append(score > detector.Threshold ? "true" : "false").Append('\n');
        }

        return text.ToString();
    }

    private string Description(byte[] model, byte[] scaler) => $"""
        # Written by pipelines/models/training; quality.md tells how good it is.
        name: iomt-ward
        version: 1
        kind: autoencoder
        model:
          file: model.onnx
          format: onnx
          sha256: {Hash(model)}
          bytes: {model.Length}
          ir_version: {OnnxFile.IrVersion}
          opset: {"{"} ai.onnx: {OnnxFile.Opset} {"}"}
          ops: {"{"} Add: 1, LSTM: 5, MatMul: 1, Squeeze: 5, Transpose: 2 {"}"}
        input: {"{"} name: {OnnxFile.Input}, type: float32, shape: [batch, 1, {Flows.Names.Count}] {"}"}
        output: {"{"} name: {OnnxFile.Output}, type: float32, shape: [batch, 1, {Flows.Names.Count}] {"}"}
        features:
        {string.Join('\n', Flows.Names.Select(name => $"  - {name}"))}
        from: {"{"} flow_duration: Duration {"}"}           # Duration itself is the time to live
        aliases: {"{"} Duration: Time_To_Live {"}"}         # as later recordings call it
        missing: 0.0                                # urg_count always is
        scaler: {"{"} kind: standard, file: scaler.json, sha256: {Hash(scaler)} {"}"}
        score: {"{"} name: reconstruction_error, kind: mean_squared_error {"}"}
        threshold:
          value: {Number(detector.Threshold)}
          anomaly_when: score > threshold
          set_by: quantile {recipe.ThresholdShare} of {recipe.ThresholdRows} benign rows of seed {recipe.ThresholdSeed}, which were not trained on
        architecture: LSTM 64, 32, 16, then 16, 32, then dense {Flows.Names.Count}; sequence length 1, recurrent weights 0
        training:
          data: "simulate: iomt-ward, seed {recipe.TrainingSeed}, benign, {recipe.TrainingRows} rows spread over a day"
          loss: mean squared error
          optimizer: Adam, learning rate {recipe.Rate}, batch {recipe.Batch}
          epochs: {recipe.Epochs}
          seed: {recipe.NetworkSeed}
          library: none
        exactness:
          scaler: exact to the last bit when computed in float64 as written
          reconstruction: 1e-5 absolute between machines and versions
          score: 1e-5 relative or 1e-6 absolute
          label: exact unless the score is within 1e-5 relative of the threshold
        golden:
          golden.csv: fields of records of seed {recipe.TestSeed}, with empty cells, and what this program's own network gave
        limits:
          - Made for the simulated ward. On real traffic its verdicts mean 'unlike the simulation', nothing more.
          - Of a sequence of one the forget gate and the recurrent weights have no part; never feed longer ones.
        """.ReplaceLineEndings("\n") + "\n";

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Number(double value) => value.ToString("R");
}
