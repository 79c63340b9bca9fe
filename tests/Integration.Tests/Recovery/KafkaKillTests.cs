using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Kafka.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>Killed at any moment and started again: from a topic by transactions into two topics, a file and Parquet.</summary>
[Collection("broker")]
public sealed class KafkaKillTests(Broker broker, ITestOutputHelper log) : IDisposable
{
    private const int KillsWanted = 25;

    private const string Windows = """
          seconds:
            from: readings
            window: { tumbling: 1s, key: [cycle, sensor], late: dead_letter, aggregate: { n: count(), min: min(value), max: max(value), median: median(value) } }
          alarms:
            from: seconds
            rules:
              outlier: { zscore: { of: max, over: 20 rows, above: 2 }, key: [sensor], severity: warning, cooldown: 20s }
          marks: { from: alarms, select: { columns: [window_start, sensor, rule] } }
        """;

    private const string Rig = """simulate: { model: hydraulic-rig, cycles: 15, seed: 5, start: "2025-11-08T14:30:00Z" }""";

    private const string Expected = $$"""
        pipeline: expected
        sources:
          readings: { {{Rig}}, event_time: { column: timestamp } }
        transforms:
        {{Windows}}
        sinks:
          rows: { from: seconds, file: { path: rows.jsonl } }
          marked: { from: marks, file: { path: marks.jsonl } }
        """;

    private const string Publish = $$"""
        pipeline: publish
        sources:
          readings: { {{Rig}}, event_time: { column: timestamp } }
        sinks:
          topic: { from: readings, kafka: { brokers: "${BROKERS}", topic: "${TOPIC}", key: sensor } }
        """;

    // Small fetches, so that there is time to be killed in.
    private const string Killed = $$"""
        pipeline: killed-kafka
        checkpoint: { every: 50ms, path: state }
        sources:
          readings:
            kafka: { brokers: "${BROKERS}", topics: "${TOPIC}", group: "${TOPIC}", start: earliest, until: latest, settings: { fetch.message.max.bytes: 20000 } }
            decode: json
            columns: { sensor: string, cycle: int, timestamp: timestamp, value: float }
            event_time: { column: timestamp }
        transforms:
        {{Windows}}
        sinks:
          topic: { from: seconds, kafka: { brokers: "${BROKERS}", topic: "${TOPIC}-rows", key: sensor } }
          marked: { from: marks, kafka: { brokers: "${BROKERS}", topic: "${TOPIC}-marks" } }
          rows: { from: seconds, file: { path: rows.jsonl } }
          lake: { from: seconds, parquet: { path: lake, roll: { every: 300ms } } }
        """;

    private const string ReadBack = """
        pipeline: read-back
        sources:
          rows:
            kafka: { brokers: "${BROKERS}", topics: "${TOPIC}-rows", group: read-back, start: earliest, until: latest }
            decode: json
            columns: { cycle: int, sensor: string, window_start: timestamp, window_end: timestamp, n: int, min: float, max: float, median: float }
          marks:
            kafka: { brokers: "${BROKERS}", topics: "${TOPIC}-marks", group: read-back, start: earliest, until: latest }
            decode: json
            columns: { window_start: timestamp, sensor: string, rule: string }
          lake:
            parquet: { path: lake/**/*.parquet, columns: { cycle: int, sensor: string, window_start: timestamp, window_end: timestamp, n: int, min: float, max: float, median: float } }
        sinks:
          rows_back: { from: rows, file: { path: topic.jsonl } }
          marks_back: { from: marks, file: { path: marks.jsonl } }
          lake_back: { from: lake, file: { path: lake.jsonl } }
        """;

    /// <summary>Between the steps of an epoch: prepared, its checkpoint published, its transaction committed, its files shown.</summary>
    private static readonly string[] Points =
    [
        "kafka.prepare.after", "checkpoint.publish.before", "checkpoint.publish.after", "epoch.commit.before",
        "kafka.commit.before", "kafka.commit.after", "parquet.rename.before", "epoch.commit.after",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrokerFact]
    public async Task Topics_files_and_Parquet_have_each_row_once()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        await RunAsync("expected", Expected, []);

        var kills = 0;
        for (var round = 0; kills < KillsWanted; round++)
        {
            var variables = new Dictionary<string, string> { ["BROKERS"] = broker.Bootstrap, ["TOPIC"] = broker.NewName("readings") };
            await RunAsync("publish", Publish, variables);
            var name = $"round-{round}";
            _folder.Write($"{name}/killed.yaml", Killed);
            var runs = new KilledRuns(_folder[name], _folder[$"{name}/state/killed-kafka"], random);
            await runs.RunAsync(variables, most: 15, "run", "killed.yaml", "--quiet");
            kills += runs.Kills;
            Assert.True(runs.Kills > 0, $"seed {seed}: no kill of round {round} fell between two epochs");

            await AssertOnceAsync(name, variables, seed);
        }

        log.WriteLine($"{kills} kills");
    }

    [BrokerFact]
    public async Task No_transaction_is_torn_from_its_checkpoint()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        await RunAsync("expected", Expected, []);
        var variables = new Dictionary<string, string> { ["BROKERS"] = broker.Bootstrap, ["TOPIC"] = broker.NewName("readings") };
        await RunAsync("publish", Publish, variables);

        _folder.Write("killed/killed.yaml", Killed);
        foreach (var point in Points)
        {
            variables["STREAMGUARD_FAULT"] = $"{point}:{random.Next(1, 4)}";
            var killed = await Program.RunAsync(_folder["killed"], variables, "run", "killed.yaml", "--quiet");
            Assert.True(killed.ExitCode == 137, $"seed {seed}: {variables["STREAMGUARD_FAULT"]} ended with {killed.ExitCode}: {killed.Errors}");
        }

        variables.Remove("STREAMGUARD_FAULT");
        var last = await Program.RunAsync(_folder["killed"], variables, "run", "killed.yaml", "--quiet");
        Assert.True(last.ExitCode == 0, last.Errors);
        await AssertOnceAsync("killed", variables, seed);
    }

    private async Task AssertOnceAsync(string name, Dictionary<string, string> variables, int seed)
    {
        await RunAsync(name, ReadBack, variables);
        foreach (var (answer, output) in new[] { ("rows", "rows"), ("rows", "topic"), ("rows", "lake"), ("marks", "marks") })
            AssertSame($"expected/{answer}.jsonl", $"{name}/{output}.jsonl", seed);
    }

    private async Task RunAsync(string name, string pipeline, Dictionary<string, string> variables)
    {
        _folder.Write($"{name}/pipeline.yaml", pipeline);
        var outcome = await Program.RunAsync(_folder[name], variables, "run", "pipeline.yaml", "--quiet");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private void AssertSame(string expected, string actual, int seed)
    {
        var (wanted, got) = (Sorted(expected), Sorted(actual));
        var difference = wanted.Zip(got).FirstOrDefault(pair => pair.First != pair.Second);
        Assert.True(difference == default && wanted.Length == got.Length, $"seed {seed}: {actual} has {got.Length} rows, not {wanted.Length}; {difference.First} became {difference.Second}");
    }

    private string[] Sorted(string file)
    {
        var lines = File.ReadAllLines(_folder[file]);
        Array.Sort(lines, StringComparer.Ordinal);
        return lines;
    }
}
