using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>What the live pipeline knows of a user as of each event, and whom it reports, against what Apache Spark answers.</summary>
public sealed class SecuritySpeedTests : IDisposable
{
    private const string Answer = "data/golden/security-speed";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Cowrie.Log, Answer)]
    public async Task Equals_sparks_answer_cell_by_cell()
    {
        await RunAsync(SharedData.Find(Cowrie.Log)!);

        AssertEqualsSpark();
    }

    [SharedDataFact(Cowrie.Log, Answer)]
    public async Task Equals_it_in_whatever_order_the_log_comes()
    {
        foreach (var seed in (int[])[11, 12])
        {
            Cowrie.WriteShuffled(_folder["log"], seconds: 50, seed);

            await RunAsync(_folder["log"]);

            AssertEqualsSpark();
        }
    }

    [SharedDataFact(Cowrie.Log, Answer)]
    public async Task Equals_it_in_order_of_arrival_where_that_is_the_order_of_time()
    {
        await RunAsync(SharedData.Find(Cowrie.Log)!, ("ORDER", "arrival"));

        AssertEqualsSpark();
    }

    [SharedDataFact(Cowrie.Log, Answer)]
    public async Task Two_failures_are_enough_for_a_takeover_where_the_environment_says_so()
    {
        await RunAsync(SharedData.Find(Cowrie.Log)!, ("TAKEOVER_FAILURES", "2"));

        AssertTakeovers("takeover-lowered.csv");
    }

    private void AssertEqualsSpark()
    {
        Golden.AssertSame(Rows.OfJsonLines(SharedData.Find($"{Answer}/history.jsonl.xz")!), Rows.OfJsonLines(_folder["history.jsonl"]));
        Assert.Equal(Expected("brute_force.csv"), Alerts("brute_force", "event_id", "timestamp", "user", "failures_10m"));
        AssertTakeovers("takeover.csv");
    }

    private void AssertTakeovers(string file) =>
        Assert.Equal(Expected(file), Alerts("takeover", "event_id", "timestamp", "user", "failures", "first_failure_id", "last_failure_id"));

    // An empty cell of a user is a user without a name.
    private static List<string> Expected(string file)
    {
        var rows = Rows.OfCsv(SharedData.Find($"{Answer}/{file}")!);
        return [.. rows.All.Select(row => string.Join(' ', rows.Columns.Select(column => row[column])))];
    }

    private List<string> Alerts(string rule, params string[] columns) =>
        [.. Rows.OfJsonLines(_folder["alerts.jsonl"]).All.Where(row => row["rule"] == rule).Select(row => string.Join(' ', columns.Select(column => row[column])))];

    private async Task RunAsync(string log, (string Name, string Value)? setting = null)
    {
        var environment = new Dictionary<string, string>(Security.Environment) { ["COWRIE_LOG"] = log, ["ORDER"] = "event_time" };
        if (setting is { } set) environment[set.Name] = set.Value;
        foreach (var name in (string[])["history.jsonl", "alerts.jsonl"]) File.Delete(_folder[name]);
        var outcome = await Program.RunAsync(
            _folder.Path, environment, "run", Program.Pipeline("security-events.yaml"), "--profile", "honeypot", "--quiet",
            "--set", "sinks.history={ from: behaviour, file: { path: history.jsonl } }", "--set", "sinks.anomalies.file.path=alerts.jsonl");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
