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

        await RunAsync(
            new() { ["MODEL"] = "data/security-users" }, "security-events.yaml", "--profile", "scored", "--set", $"sources.events={Days}",
            "--set", "checkpoint.path=null", "--set", "sinks.screen=null", "--set", "sinks.anomalies={ from: alerts, file: { path: alerts.jsonl } }");

        var strangers = Rows.OfJsonLines(_folder["alerts.jsonl"]).All.Where(row => row["rule"] == "unlike_others").Select(row => row["user"]).ToHashSet();
        Assert.Equal("1", (await File.ReadAllTextAsync(_folder["data/security-users/LATEST"])).Trim());
        Assert.InRange(strangers.Count, 5, 60);
    }

    private async Task RunAsync(Dictionary<string, string> settings, string pipeline, params string[] more)
    {
        var environment = new Dictionary<string, string>(Security.Environment);
        foreach (var (name, value) in settings) environment[name] = value;
        var outcome = await Program.RunAsync(_folder.Path, environment, ["run", Program.Pipeline(pipeline), "--quiet", .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
