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
            simulate: { model: hydraulic-rig, cycles: "${CYCLES:-30}", seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" }
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

    /// <summary>Just before and just behind what a crash must not tear apart.</summary>
    private static readonly string[] Points =
    [
        "file.write.before", "file.write.after", "file.flush.before", "file.flush.after", "file.rename.before", "file.rename.after",
        "parquet.flush.before", "parquet.flush.after", "parquet.rename.before", "parquet.rename.after",
        "checkpoint.publish.before", "checkpoint.publish.after", "epoch.commit.before", "epoch.commit.after",
    ];

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

    [Fact]
    public async Task Nothing_is_torn_apart_before_and_behind_each_flush_rename_and_commit()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        foreach (var name in new[] { "undisturbed", "killed" }) _folder.Write($"{name}/killed.yaml", Pipeline);
        var undisturbed = await Program.RunAsync(_folder["undisturbed"], Speed(1_000_000, Points.Length), "run", "killed.yaml", "--quiet");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);

        foreach (var point in Points)
        {
            var environment = Speed(100, Points.Length);
            environment["STREAMGUARD_FAULT"] = $"{point}:{random.Next(1, 5)}";
            var killed = await Program.RunAsync(_folder["killed"], environment, "run", "killed.yaml", "--quiet");
            Assert.True(killed.ExitCode == 137, $"seed {seed}: {environment["STREAMGUARD_FAULT"]} ended with {killed.ExitCode}: {killed.Errors}");
        }

        var last = await Program.RunAsync(_folder["killed"], Speed(1_000_000, Points.Length), "run", "killed.yaml", "--quiet");
        Assert.True(last.ExitCode == 0, last.Errors);
        await AssertSameAsync("killed", seed);
    }

    private static Dictionary<string, string> Speed(int speed, int cycles) => new() { ["SPEED"] = $"{speed}", ["CYCLES"] = $"{cycles}" };

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
