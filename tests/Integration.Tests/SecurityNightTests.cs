using System.Text.Json;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>From the nightly run to the live alert: what security-training writes is what security-events reads.</summary>
public sealed class SecurityNightTests : IDisposable
{
    private const string Days = "{ simulate: { model: organisation, days: 3, seed: 9, attacks: 0.1, start: 2025-11-03T00:00:00Z }, event_time: { column: timestamp } }";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_user_whom_the_nights_detectors_find_unlike_the_others_is_reported_live()
    {
        await RunAsync([], "security-training.yaml", "--profile", "sample", "--set", $"sources.events={Days}");
        var baseline = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["data/baseline.json"])).RootElement;
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["data/anomaly_report.json"])).RootElement;

        await RunAsync(
            new() { ["BASELINE"] = "data/baseline.json", ["MODEL"] = "data/security-users" }, "security-events.yaml", "--profile", "scored", "--set", $"sources.events={Days}",
            "--set", "checkpoint.path=null", "--set", "sinks.screen=null", "--set", "sinks.anomalies={ from: alerts, file: { path: alerts.jsonl } }");

        var strangers = Rows.OfJsonLines(_folder["alerts.jsonl"]).All.Where(row => row["rule"] == "unlike_others").Select(row => row["user"]).ToHashSet();
        Assert.Equal(28, baseline.GetProperty("features").GetArrayLength());
        Assert.Equal(100, report.GetProperty("total_users").GetInt32());
        Assert.Equal(10, report.GetProperty("top_anomalies").GetArrayLength());
        Assert.Equal(3, report.GetProperty("top_anomalies")[0].GetProperty("reasons").GetArrayLength());
        Assert.Contains(report.GetProperty("top_anomalies")[0].GetProperty("user").GetString(), strangers);
    }

    private async Task RunAsync(Dictionary<string, string> settings, string pipeline, params string[] more)
    {
        var environment = new Dictionary<string, string>(Security.Environment);
        // The training writes a baseline of its own.
        environment.Remove("BASELINE");
        foreach (var (name, value) in settings) environment[name] = value;
        var outcome = await Program.RunAsync(_folder.Path, environment, ["run", Program.Pipeline(pipeline), "--quiet", .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
