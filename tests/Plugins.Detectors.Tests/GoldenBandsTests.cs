using System.Text.Json;
using StreamGuard.Plugins.Detectors.Tests.Support;

namespace StreamGuard.Plugins.Detectors.Tests;

/// <summary>
/// Detectors fitted to real users against what scikit-learn and Spark say of them, inside the bands of anomaly_spread.json.
/// Nothing is tested where the shared data is absent.
/// </summary>
public sealed class GoldenBandsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(42)]
    [InlineData(7)]
    [InlineData(20260101)]
    public async Task Lies_inside_the_bands(int seed)
    {
        if (SharedData.Find("data/golden/security-features") is not { } golden) return;
        var spread = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(golden, "anomaly_spread.json"))).RootElement;
        var names = spread.GetProperty("features").Deserialize<string[]>()!;
        var anomalies = Unpacked(Path.Combine(golden, "anomalies.jsonl.xz"), "anomalies.jsonl");

        var result = await Sheets.RunAsync($$"""
            pipeline: bands
            sources:
              users:
                file: { path: '{{Path.Combine(golden, "features.jsonl.xz")}}' }
                decode: json
                columns: { user: string, {{string.Join(", ", names.Select(name => $"{name}: float"))}} }
            transforms:
              scored:
                from: users
                fit: { features: [{{string.Join(", ", names)}}], seed: {{seed}}, bundle: '{{_folder["models/users"]}}' }
            sinks:
              out: { from: scored, file: { path: '{{_folder["scored.jsonl"]}}' } }
            """);

        Assert.Null(result.Failure);
        Assert.Equal(Sheets.Column<string>(anomalies, "user"), Sheets.Column<string>(_folder["scored.jsonl"], "user"));
        var (forest, distance) = (Column("forest_score"), Column("kmeans_distance"));
        var (mean20, best) = (Sheets.Column<double>(anomalies, "forest_score_mean20"), Sheets.Column<double>(anomalies, "kmeans_best_distance"));
        Assert.InRange(Sheets.Spearman(forest, mean20), 0.9955, 1);
        Assert.InRange(Sheets.JaccardOfTop(forest, mean20, 50), 0.785, 1);
        Assert.Equal(51, Sheets.Column<bool>(_folder["scored.jsonl"], "forest_is_anomaly").Count(isAnomaly => isAnomaly));
        Assert.InRange(distance.Sum(each => each * each), 0, 4025.21 * 1.01);
        Assert.InRange(Sheets.Spearman(distance, best), 0.99, 1);
    }

    private double[] Column(string name) => Sheets.Column<double>(_folder["scored.jsonl"], name);

    private string Unpacked(string packed, string name)
    {
        using var from = new Core.Connectors.Files.XzFile(packed);
        using var to = File.Create(_folder[name]);
        var room = new byte[1 << 16];
        for (int read; (read = from.Read(room, to.Length)) > 0;) to.Write(room, 0, read);
        return to.Name;
    }
}
