using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>Raw logs through the profiles of the shipped pipeline become events of one form.</summary>
public sealed class SecurityMappingTests : IDisposable
{
    private const string Events = "data/golden/security-features/cowrie-events.jsonl.xz";
    private const string Windows = "data/security/windows_otrf/events_filtered.jsonl.xz";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Cowrie.Log, Events)]
    public async Task A_honeypots_log_becomes_the_golden_events()
    {
        await RunAsync("honeypot", ("COWRIE_LOG", SharedData.Find(Cowrie.Log)!));

        AssertGolden();
    }

    [SharedDataFact(Cowrie.Log, Events)]
    public async Task Whatever_order_its_lines_come_in()
    {
        Cowrie.WriteShuffled(_folder["log"], seconds: 50, seed: 3);

        await RunAsync("honeypot", ("COWRIE_LOG", _folder["log"]));

        AssertGolden();
    }

    /// <summary>Counts and samples are those of a second program that reads the records one by one.</summary>
    [SharedDataFact(Windows)]
    public async Task Recorded_attacks_on_windows_become_events()
    {
        Directory.CreateDirectory(_folder["log"]);
        File.CreateSymbolicLink(_folder["log/filtered.json.xz"], SharedData.Find(Windows)!);

        await RunAsync("windows", ("WINDOWS_LOG", _folder["log"]));

        var rows = Rows.OfJsonLines(_folder["events.jsonl"]).All;
        var kinds = rows.GroupBy(row => $"{row["event_type"]} {row["status"]}").ToDictionary(kind => kind.Key, kind => kind.Count());
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["auth_attempt failure"] = 31, ["auth_attempt success"] = 661, ["dns_query failure"] = 283, ["dns_query success"] = 204,
                ["file_access success"] = 5775, ["network_connection success"] = 9568, ["process_execution success"] = 1177,
            },
            kinds);
        Assert.Equal((32, 79), (rows.Select(row => row["user"]).Distinct().Count(), rows.Select(row => row["source_ip"]).Distinct().Count()));
        Assert.Equal("000001-5156 2019-03-19T17:04:44.222Z hr001$ 172.18.39.106 hr001", Sample(rows[0]));
        Assert.Equal("007778-22 2020-09-04T07:30:18.926Z system workstation5 workstation5", Sample(rows[7777]));
        Assert.Equal("017699-3 2023-07-19T09:05:58.538Z system fe80:0:0:0:3b31:a8fa:5adc:7b9e dc01", Sample(rows[^1]));
    }

    private static string Sample(IReadOnlyDictionary<string, string?> row) => $"{row["event_id"]} {row["timestamp"]} {row["user"]} {row["source_ip"]} {row["location"]}";

    private void AssertGolden() => Golden.AssertSame(Rows.OfJsonLines(SharedData.Find(Events)!), Rows.OfJsonLines(_folder["events.jsonl"]));

    private async Task RunAsync(string profile, (string Name, string Value) log)
    {
        var environment = new Dictionary<string, string>(Security.Environment) { [log.Name] = log.Value };
        var outcome = await Program.RunAsync(
            _folder.Path, environment, "run", Program.Pipeline("security-events.yaml"), "--profile", profile, "--quiet", "--set", "sinks.mapped={ from: events, file: { path: events.jsonl } }");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
