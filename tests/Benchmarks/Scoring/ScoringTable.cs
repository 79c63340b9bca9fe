using System.Text;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>The section on scoring: models of the shared folder on ONNX Runtime, and trees against XGBoost.</summary>
/// <param name="work">A folder for what is made on the way.</param>
/// <param name="models">The shared models.</param>
/// <param name="scripts">Where trees.py lies.</param>
internal sealed class ScoringTable(string work, string models, string scripts)
{
    private static readonly string Ours = Path.Combine(AppContext.BaseDirectory, "StreamGuard.Benchmarks.dll");

    public void Write(StringBuilder report, int turns)
    {
        report.AppendLine("Rows a second through `score` in a running pipeline, features as columns of floats, against the runtime's own calls on tensors that were filled beforehand; two processors, one thread for the model; medians of the turns, the ratio of each turn's own pair. Batches are handed to `score` one after the other by the transform before it; in the last column each comes from the source by itself, through every queue between. XGBoost's calls are its C API's, in place.\n");
        report.AppendLine("| model | runtime | rows a batch | runtime alone, rows/s | StreamGuard, rows/s | ratio | a batch at a time from the source |\n|---|---|---|---|---|---|---|");
        var trees = Path.Combine(work, "trees");
        Directory.CreateDirectory(trees);
        Machine.Run(work, "/usr/bin/python3", Path.Combine(scripts, "trees.py"), trees);
        foreach (var rows in new[] { 1, 32, 1000 }) Row(report, "LSTM autoencoder, 31 features", "ONNX Runtime", Path.Combine(models, "iomt-autoencoder-wustl"), Unpacked("iomt-autoencoder-wustl"), rows, turns);
        foreach (var rows in new[] { 1, 32, 1000 }) Row(report, "150 trees, 16 features", "ONNX Runtime", Path.Combine(models, "fraud-gbt"), Unpacked("fraud-gbt"), rows, turns);
        foreach (var rows in new[] { 1, 32, 1000 }) Row(report, "100 trees of depth 6, 31 features", "XGBoost; ours without it", trees, Path.Combine(trees, "rows.csv"), rows, turns);
        report.AppendLine();
    }

    private void Row(StringBuilder report, string model, string runtime, string bundle, string features, int rows, int turns)
    {
        var json = Machine.Json(work, "taskset", "-c", "0,1", "dotnet", Ours, "score", bundle, features, $"{rows}", $"{turns}");
        double Number(string name) => json.GetProperty(name).GetDouble();
        report.AppendLine(FormattableString.Invariant(
            $"| {model} | {runtime} | {rows} | {Number("bare_per_s"):N0} | {Number("ours_per_s"):N0} | {Number("ratio"):F2} | {Number("ratio_through_blocks"):F2} |"));
    }

    private string Unpacked(string bundle)
    {
        var file = Path.Combine(work, $"{bundle}.csv");
        if (!File.Exists(file)) File.WriteAllText(file, Machine.Run(work, "xz", "-dc", Path.Combine(models, bundle, "golden.csv.xz")));
        return file;
    }
}
