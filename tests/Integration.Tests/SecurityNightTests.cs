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

    [Fact]
    public async Task The_next_nights_detectors_take_over_while_it_runs_and_no_event_is_lost()
    {
        await RunAsync([], "security-publish.yaml", "--profile", "sample", "--set", "sources.organisation.simulate.attacks=0.1");
        var events = await File.ReadAllLinesAsync(_folder["data/security-events.jsonl"]);
        await RunAsync([], "security-training.yaml", "--profile", "files");
        await using var feed = new StreamWriter(_folder["live.jsonl"]) { AutoFlush = true };
        using var live = new RunningProgram(_folder.Path, Settings(new() { ["BASELINE"] = "data/baseline.json", ["RELOAD"] = "100ms", ["KNOWN_AFTER"] = "10" }), [
            "run", Program.Pipeline("security-events.yaml"), "--profile", "scored", "--quiet", "--set", "checkpoint={ every: 200ms, path: data/state }", "--set", Followed,
            "--set", "sinks.screen=null", "--set", "sinks.anomalies={ from: alerts, file: { path: alerts.jsonl } }", "--set", "sinks.everyone={ from: judged, file: { path: judged.jsonl } }"]);
        var sent = events.Length / 2;
        await feed.WriteAsync(Lines(events[..sent]));
        await live.Until(() => Lines() == sent);

        // It learns from what the live run has kept, and has open.
        await RunAsync(new() { ["CONTAMINATION"] = "0.2", ["REPORT"] = "second.json", ["BASELINE"] = "second-baseline.json" }, "security-training.yaml", "--profile", "store");
        while (Judged()[^1]["model_version"] != "2")
        {
            await feed.WriteAsync(Lines(events[sent..(sent += 100)]));
            await live.Until(() => Lines() == sent);
        }

        await feed.WriteAsync(Lines(events[sent..]));
        await live.Until(() => Lines() == events.Length);
        Assert.Equal(0, await live.SignalAsync("TERM"));

        Assert.Equal(["1", "2"], InOrder(Judged()));
        Assert.Equal(events.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event_id").GetString()), Judged().Select(row => row["event_id"]));
        Assert.Equal(["1", "2"], InOrder([.. Rows.OfJsonLines(_folder["alerts.jsonl"]).All.Where(row => row["rule"] == "unlike_others")]));
    }

    private const string Followed = """
        sources.events={ file: { path: live.jsonl, follow: true }, decode: json, event_time: { column: timestamp, disorder: 10s },
          columns: { event_id: string, timestamp: timestamp, user: string, source_ip: string, event_type: string, status: string, threat_score: float, location: string, metadata: json } }
        """;

    private static string Lines(string[] events) => string.Concat(events.Select(line => line + "\n"));

    private IReadOnlyList<IReadOnlyDictionary<string, string?>> Judged() => Rows.OfJsonLines(_folder["judged.jsonl"]).All;

    /// <summary>Whole lines that have been judged.</summary>
    private int Lines() => File.Exists(_folder["judged.jsonl"]) ? File.ReadAllText(_folder["judged.jsonl"]).Count(each => each == '\n') : 0;

    /// <summary>The versions of the detectors that rows were judged by, each as often as it took over.</summary>
    private static List<string?> InOrder(IReadOnlyList<IReadOnlyDictionary<string, string?>> rows)
    {
        var versions = new List<string?>();
        foreach (var row in rows)
            if (versions.Count == 0 || versions[^1] != row["model_version"]) versions.Add(row["model_version"]);
        return versions;
    }

    private async Task RunAsync(Dictionary<string, string> settings, string pipeline, params string[] more)
    {
        var outcome = await Program.RunAsync(_folder.Path, Settings(settings), ["run", Program.Pipeline(pipeline), "--quiet", .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private static Dictionary<string, string> Settings(Dictionary<string, string> more)
    {
        var environment = new Dictionary<string, string>(Security.Environment);
        // The training writes a baseline of its own.
        environment.Remove("BASELINE");
        foreach (var (name, value) in more) environment[name] = value;
        return environment;
    }
}
