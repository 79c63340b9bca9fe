using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The features of the shipped training pipeline, in both sets of formulas, against what Apache Spark answers.</summary>
public sealed class SecurityFeaturesTests : IDisposable
{
    private const string Answer = "data/golden/security-features";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Answer)]
    public async Task Equal_sparks_cell_by_cell()
    {
        await RunAsync(SharedData.Find($"{Answer}/cowrie-events.jsonl.xz")!);

        AssertEquals("features.jsonl.xz");
    }

    [SharedDataFact(Answer)]
    public async Task Equal_them_by_the_other_formulas_too()
    {
        await RunAsync(SharedData.Find($"{Answer}/cowrie-events.jsonl.xz")!, ("FORMULAS", "shared/security-features-seedcode.yaml"));

        AssertEquals("features-seedcode.jsonl.xz");
    }

    [SharedDataFact(Answer)]
    public async Task Equal_them_in_whatever_order_events_come()
    {
        foreach (var seed in (int[])[11, 12])
        {
            Cowrie.WriteShuffledEvents(SharedData.Find($"{Answer}/cowrie-events.jsonl.xz")!, _folder["events.jsonl"], seconds: 600, seed);

            await RunAsync("events.jsonl");

            AssertEquals("features.jsonl.xz");
        }
    }

    [Fact]
    public async Task Are_those_of_the_files_when_they_are_made_from_the_store()
    {
        var environment = new Dictionary<string, string>(Security.Environment) { ["DAYS"] = "2" };
        var live = await Program.RunAsync(
            _folder.Path, environment, "run", Program.Pipeline("security-events.yaml"), "--profile", "sample", "--quiet", "--set", "sinks.screen=null", "--set", "sinks.raw={ from: events, file: { path: events.jsonl } }");
        Assert.True(live.ExitCode == 0, live.Errors);
        await RunAsync("events.jsonl");
        File.Move(_folder["features.jsonl"], _folder["expected.jsonl"]);

        await RunProfileAsync("store", []);

        Assert.Equal(100, File.ReadLines(_folder["features.jsonl"]).Count());
        Assert.Equal(File.ReadAllText(_folder["expected.jsonl"]), File.ReadAllText(_folder["features.jsonl"]));
    }

    private void AssertEquals(string answer) => Golden.AssertSame(Rows.OfJsonLines(SharedData.Find($"{Answer}/{answer}")!), Rows.OfJsonLines(_folder["features.jsonl"]));

    private Task RunAsync(string events, params (string Name, string Value)[] settings) =>
        RunProfileAsync("files", settings.Append(("SECURITY_EVENTS", events)).ToDictionary(setting => setting.Item1, setting => setting.Item2));

    private async Task RunProfileAsync(string profile, Dictionary<string, string> environment)
    {
        File.Delete(_folder["features.jsonl"]);
        var outcome = await Program.RunAsync(
            _folder.Path, environment, "run", Program.Pipeline("security-training.yaml"), "--profile", profile, "--quiet", "--set", "sinks.features={ from: users, file: { path: features.jsonl } }");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
