using StreamGuard.Integration.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>Killed at any moment and started again, a pipeline writes what it would have written without.</summary>
public sealed class KillTests(ITestOutputHelper log) : IDisposable
{
    private const int KillsWanted = 30;

    // Windows over disorder, rules with memory, and each kind of file: one that is appended to, parts, Parquet over epochs.
    private const string Pipeline = """
        pipeline: killed
        checkpoint: { every: 50ms, path: state }
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: 30, seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" }
            event_time: { column: timestamp, disorder: 2s }
        transforms:
          seconds:
            from: readings
            window: { tumbling: 1s, key: [cycle, sensor], late: dead_letter, aggregate: { avg: mean(value), std: stddev(value), n: count(), median: median(value) } }
          hops:
            from: readings
            window: { hopping: { size: 10s, every: 5s }, key: [sensor], late: drop, aggregate: { max: max(value), n: count() } }
          alarms:
            from: seconds
            rules:
              outlier: { zscore: { of: avg, over: 20 rows, above: 2 }, key: [sensor], severity: warning }
              change: { change: { of: avg, within: 5s, above: 1 }, key: [sensor], severity: warning, for: 2 rows, cooldown: 20s }
        sinks:
          rows: { from: seconds, file: { path: out/rows.jsonl } }
          parts: { from: hops, file: { path: out/parts, format: csv } }
          lake: { from: seconds, parquet: { path: out/lake, partition_by: [cycle], roll: { every: 300ms } } }
          alerts: { from: alarms, file: { path: out/alerts.jsonl } }
        """;

    private static readonly string[] LakeColumns = ["window_start", "sensor", "cycle", "avg", "n"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_and_Parquet_are_those_of_a_run_that_was_never_killed()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        _folder.Write("undisturbed/killed.yaml", Pipeline);
        var undisturbed = await Program.RunAsync(_folder["undisturbed"], Speed(1_000_000), "run", "killed.yaml", "--quiet");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);

        var kills = 0;
        for (var round = 0; kills < KillsWanted; round++)
        {
            var name = $"round-{round}";
            _folder.Write($"{name}/killed.yaml", Pipeline);
            var runs = new KilledRuns(_folder[name], _folder[$"{name}/state/killed"], random);
            await runs.RunAsync(Speed(300), most: 20, "run", "killed.yaml", "--quiet");
            kills += runs.Kills;
            Assert.True(runs.Kills > 0, $"seed {seed}: no kill of round {round} fell between two epochs");
            await AssertSameAsync(name, seed);
        }

        log.WriteLine($"{kills} kills");
    }

    private static Dictionary<string, string> Speed(int speed) => new() { ["SPEED"] = $"{speed}" };

    private async Task AssertSameAsync(string name, int seed)
    {
        foreach (var file in new[] { "rows.jsonl", "alerts.jsonl" })
            Assert.True(File.ReadAllText(_folder[$"undisturbed/out/{file}"]) == File.ReadAllText(_folder[$"{name}/out/{file}"]), $"seed {seed}: {file} differs");
        Assert.True(Parts("undisturbed").SequenceEqual(Parts(name)), $"seed {seed}: parts differ");
        Golden.AssertSame(await LakeAsync("undisturbed"), await LakeAsync(name));
    }

    /// <summary>The rows of all parts in the order of their names, headers left out.</summary>
    private IEnumerable<string> Parts(string name) =>
        Directory.GetFiles(_folder[$"{name}/out/parts"], "*.csv").Order(StringComparer.Ordinal).SelectMany(part => File.ReadLines(part).Skip(1));

    private Task<Rows> LakeAsync(string name) => Lake.ReadAsync(_folder, $"{name}/out/lake", LakeColumns, "window_start", "sensor");
}
