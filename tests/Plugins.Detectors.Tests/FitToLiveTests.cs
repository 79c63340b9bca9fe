using StreamGuard.Contracts;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Transforms;
using StreamGuard.Plugins.Detectors.Tests.Support;

namespace StreamGuard.Plugins.Detectors.Tests;

/// <summary>From the nightly run that fits to the live one that scores, and on with the next night's model.</summary>
public sealed class FitToLiveTests : IDisposable
{
    private const int Rows = 30;

    private readonly TempFolder _folder = new();
    private readonly PipelineHarness _harness = new() { Checkpoints = new MemoryCheckpoints(), Sinks = { ["alerts"] = new CollectingSink(), ["all"] = new CollectingSink() } };
    private Score? _score;

    public FitToLiveTests()
    {
        new DetectorsPlugin().Register(_harness.Registry);
        _harness.Registry.Transform<ScoreOptions>("scoring", options => _score = new Score(options));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("forest: {}", "forest_score")]
    [InlineData("kmeans: { k: 2 }", "kmeans_distance")]
    [InlineData("robust: {}", "robust_score")]
    [InlineData("forest: {}, kmeans: { k: 2 }, robust: {}", "ensemble_score")]
    public async Task The_nights_model_alerts_live_and_the_next_takes_over_at_a_barrier(string detectors, string score)
    {
        await FitAsync(detectors, center: 0);
        // What is strange to the first night is ordinary to the second.
        var source = Live(Enumerable.Repeat<object?[]>([1000.5, 1000.6], Rows), 10, 20);
        using var running = _harness.Start(Pipeline(score));
        await source.Held(10);
        await FitAsync(detectors, center: 1000);
        running.Reload();
        await _score!.Looking;
        source.Release(10);
        await source.Held(20);
        Assert.True(await running.CheckpointAsync());
        source.Release(20);

        Assert.True((await running.Completion.WaitAsync(TimeSpan.FromSeconds(30))).Succeeded);

        var all = _harness.Sinks["all"].Rows;
        Assert.Equal(Rows, all.Count);
        Assert.Equal(Enumerable.Range(0, Rows).Select(row => row < 20 ? "1" : "2"), all.Select(row => row[^1]));
        Assert.Equal(20, _harness.Sinks["alerts"].Rows.Count);
        Assert.All(_harness.Sinks["alerts"].Rows, alert => Assert.Equal(["a", "b"], ((object?[])alert[4]!).Order()));
    }

    [Fact]
    public async Task A_row_gets_live_what_it_got_when_the_model_was_fitted()
    {
        const string features = "{ ratio: a / b, b: b }";
        await FitAsync("forest: {}, kmeans: {}, robust: {}", center: 3, features);
        Live(File.ReadLines(_folder["nightly.jsonl"]).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).Select(row => (object?[])[row.GetProperty("a").GetDouble(), row.GetProperty("b").GetDouble()]));

        var result = await _harness.RunAsync(Pipeline("ensemble_score", "forest: forest_score_normalized, far: kmeans_percentile, cluster: kmeans_cluster, robust: robust_score"));

        Assert.True(result.Succeeded, result.Failure?.Message);
        var all = _harness.Sinks["all"].Rows;
        Assert.Equal(Fitted<double>("ensemble_score"), all.Select(row => (double)row[2]!));
        Assert.Equal(Fitted<bool>("is_anomaly"), all.Select(row => (bool)row[3]!));
        Assert.Equal(Fitted<string[]>("reasons").Select(names => string.Join(' ', names)), all.Select(row => string.Join(' ', (object?[])row[4]!)));
        Assert.Equal(Fitted<double>("forest_score_normalized"), all.Select(row => (double)row[5]!));
        Assert.Equal(Fitted<double>("kmeans_percentile"), all.Select(row => (double)row[6]!));
        Assert.Equal(Fitted<long>("kmeans_cluster"), all.Select(row => (long)row[7]!));
        Assert.Equal(Fitted<double>("robust_score"), all.Select(row => (double)row[8]!));
    }

    private T[] Fitted<T>(string column) => Sheets.Column<T>(_folder["fitted.jsonl"], column);

    private async Task FitAsync(string detectors, double center, string features = "[a, b]")
    {
        var random = new Random(7);
        File.WriteAllLines(_folder["nightly.jsonl"], Enumerable.Range(0, 500).Select(_ => $$"""{"a":{{Sheets.Text(center + random.NextDouble())}},"b":{{Sheets.Text(center + 0.1 + random.NextDouble())}}}"""));
        File.Delete(_folder["fitted.jsonl"]);
        var result = await Sheets.RunAsync($$"""
            pipeline: nightly
            sources: { rows: { file: { path: '{{_folder["nightly.jsonl"]}}' }, decode: json, columns: { a: float, b: float } } }
            transforms: { fitted: { from: rows, fit: { features: {{features}}, contamination: 0.1, {{detectors}}, bundle: '{{_folder["models"]}}' } } }
            sinks: { out: { from: fitted, file: { path: '{{_folder["fitted.jsonl"]}}' } } }
            """);
        Assert.True(result.Succeeded, result.Failure?.Message);
    }

    private ReplayedSource Live(IEnumerable<object?[]> rows, params long[] holds) => _harness.Replayed["live"] = new ReplayedSource(
        new Schema([new("a", ColumnType.Float), new("b", ColumnType.Float)]), new Dictionary<string, object?[][]> { ["p"] = [.. rows] }) { Holds = holds };

    private string Pipeline(string score, string more = "at: version") => $$"""
        pipeline: live
        sources: { live: { replayed: live } }
        transforms:
          scored: { from: live, scoring: { model: '{{_folder["models"]}}', emit: { {{score}}: score, is_anomaly: above_threshold, reasons: 'top(contributions, 3)', {{more}}, by: version } } }
          strange: { from: scored, filter: is_anomaly }
        sinks: { all: { from: scored, collect: all }, alerts: { from: strange, collect: alerts } }
        """;
}
