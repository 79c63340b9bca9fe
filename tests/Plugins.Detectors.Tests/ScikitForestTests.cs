using System.Security.Cryptography;
using System.Text.Json;
using StreamGuard.Plugins.Detectors.Tests.Support;

namespace StreamGuard.Plugins.Detectors.Tests;

/// <summary>
/// Forests grown by scikit-learn, as trees in JSON, scored by a pipeline: the same scores and labels, and contributions that
/// add up to them. Nothing is tested where the shared models are absent.
/// </summary>
public sealed class ScikitForestTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("wustl")]
    [InlineData("synthetic")]
    public async Task The_same_trees_give_the_same_scores(string name)
    {
        if (SharedData.Find($"models/security-isolation-forest-{name}") is not { } shared) return;
        var bytes = Packed.Read(Path.Combine(shared, "forest.json.xz"));
        var forest = JsonDocument.Parse(bytes).RootElement;
        var features = forest.GetProperty("features").Deserialize<string[]>()!;
        WriteBundle(bytes, features, -forest.GetProperty("offset").GetDouble());

        var result = await Sheets.RunAsync($$"""
            pipeline: scikit
            sources:
              rows:
                file: { path: '{{Path.Combine(shared, "golden.csv.xz")}}' }
                decode: csv
                columns: { {{string.Join(", ", features.Select(feature => $"{feature}: float"))}}, anomaly_score: float, label: int }
            transforms:
              scored: { from: rows, score: { model: '{{_folder["bundle"]}}', emit: { ours: score, anomaly: above_threshold, shares: contributions, why: 'top(contributions, 3)' } } }
            sinks: { out: { from: scored, file: { path: '{{_folder["scored.jsonl"]}}' } } }
            """);

        Assert.True(result.Succeeded, result.Failure?.Message);
        var (theirs, ours) = (Column<double>("anomaly_score"), Column<double>("ours"));
        Assert.True(ours.Length >= 1000);
        Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(Column<int>("label").Select(label => label == -1), Column<bool>("anomaly"));
        // 2^(-path / c): what the features save of the mean path is what a row's own is shorter by.
        var subsample = forest.GetProperty("subsample").GetInt32();
        var ordinary = (2 * (Math.Log(subsample - 1) + 0.5772156649015329)) - (2 * (subsample - 1.0) / subsample);
        var mean = Column<double[]>("shares").Zip(ours).Select(pair => pair.First.Sum() - (Math.Log2(pair.Second) * ordinary)).ToArray();
        Assert.All(mean, each => Assert.Equal(mean[0], each, 1e-9));
        Assert.All(Column<string[]>("why").Zip(Column<double[]>("shares")), row => Assert.Equal(Top(features, row.Second), row.First));
    }

    private T[] Column<T>(string name) => Sheets.Column<T>(_folder["scored.jsonl"], name);

    private static IEnumerable<string> Top(string[] features, double[] shares) =>
        Enumerable.Range(0, features.Length).Where(i => shares[i] > 0).OrderByDescending(i => shares[i]).Take(3).Select(i => features[i]);

    private void WriteBundle(byte[] forest, string[] features, double threshold)
    {
        _folder.Write("bundle/forest.json", forest);
        _folder.Write("bundle/bundle.yaml", $$"""
            name: scikit
            version: 1
            model: { file: forest.json, format: isolation-forest, sha256: {{Convert.ToHexStringLower(SHA256.HashData(forest))}} }
            input: { name: features, type: float32, shape: [batch, {{features.Length}}] }
            outputs:
              anomaly_score: { name: anomaly_score, type: float64, shape: [batch] }
              contributions: { name: contributions, type: float64, shape: [batch, {{features.Length}}], classes: [{{string.Join(", ", features)}}] }
            features: [{{string.Join(", ", features)}}]
            score: { name: anomaly_score, kind: isolation_forest }
            threshold: { value: {{Sheets.Text(threshold)}}, anomaly_when: score > threshold }
            """);
    }
}
