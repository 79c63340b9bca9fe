using StreamGuard.Integration.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>Killed at any moment and started again, a pipeline leaves the store that a run never killed would have.</summary>
public sealed class StoreKillTests(ITestOutputHelper log) : IDisposable
{
    // Rows that are added and rows that take each other's place, in tables of one file.
    private const string Pipeline = """
        pipeline: killed
        checkpoint: { every: 50ms, path: state }
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: 6, seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" }
            event_time: { column: timestamp, disorder: 2s }
        transforms:
          seconds:
            from: readings
            window: { tumbling: 1s, key: [cycle, sensor], late: drop, aggregate: { avg: mean(value), n: count() } }
        sinks:
          added: { from: seconds, store: { path: out/rig.duckdb, table: added } }
          newest: { from: seconds, store: { path: out/rig.duckdb, table: newest, key: [sensor] } }
        """;

    private static readonly string[] Points =
    [
        "parquet.write.before", "parquet.flush.after", "checkpoint.publish.before", "checkpoint.publish.after",
        "epoch.commit.before", "store.commit.before", "store.commit.after", "epoch.commit.after",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_store_is_that_of_a_run_that_was_never_killed()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        foreach (var name in new[] { "undisturbed", "killed" }) _folder.Write($"{name}/killed.yaml", Pipeline);
        var undisturbed = await Program.RunAsync(_folder["undisturbed"], Speed(1_000_000), "run", "killed.yaml", "--quiet");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);

        foreach (var point in Points)
        {
            var environment = Speed(20);
            environment["STREAMGUARD_FAULT"] = $"{point}:{random.Next(1, 5)}";
            var killed = await Program.RunAsync(_folder["killed"], environment, "run", "killed.yaml", "--quiet");
            Assert.True(killed.ExitCode == 137, $"seed {seed}: {environment["STREAMGUARD_FAULT"]} ended with {killed.ExitCode}: {killed.Errors}");
        }

        var runs = new KilledRuns(_folder["killed"], _folder["killed/state/killed"], random);
        await runs.RunAsync(Speed(40), most: 8, "run", "killed.yaml", "--quiet");

        log.WriteLine($"{Points.Length} kills at points, {runs.Kills} between");
        foreach (var question in new[] { "select * from added", "select * from newest order by sensor" })
            Assert.True(await AskAsync("undisturbed", question) == await AskAsync("killed", question), $"seed {seed}: '{question}' differs");
    }

    private static Dictionary<string, string> Speed(int speed) => new() { ["SPEED"] = $"{speed}" };

    private async Task<string> AskAsync(string name, string question)
    {
        var asked = await Program.RunAsync(_folder[name], "query", question, "--store", "out/rig.duckdb", "--format", "csv", "--limit", "1000000");
        Assert.True(asked.ExitCode == 0, asked.Errors);
        return asked.Output;
    }
}
