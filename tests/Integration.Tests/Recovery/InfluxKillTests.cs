using System.Globalization;
using System.Text.Json;
using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Influx.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>Killed at any moment and started again: InfluxDB has the points of a run that was never killed, and no others.</summary>
public sealed class InfluxKillTests(ITestOutputHelper log) : IAsyncLifetime, IDisposable
{
    private const int KillsWanted = 12;

    // One sink sends at once; the other gathers rows over barriers, if it were let.
    private const string Pipeline = """
        pipeline: killed-influx
        checkpoint: { every: 50ms, path: state }
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: 12, seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" }
            event_time: { column: timestamp, disorder: 2s }
        transforms:
          seconds:
            from: readings
            window: { tumbling: 1s, key: [cycle, sensor], late: dead_letter, aggregate: { avg: mean(value), std: stddev(value), n: count() } }
        sinks:
          rows: { from: seconds, file: { path: rows.jsonl } }
          points: { from: seconds, influx: { url: "${INFLUX}", database: "${DATABASE}", measurement: seconds, tags: [sensor, cycle], fields: [avg, std, n], time: window_start } }
          raw: { from: readings, influx: { url: "${INFLUX}", database: "${DATABASE}", measurement: readings, tags: [sensor, cycle], fields: [value], batch: { every: 10s } } }
        """;

    /// <summary>Before a request and behind its answer, and between the steps of an epoch.</summary>
    private static readonly string[] Points =
        ["influx.write.before", "influx.write.after", "checkpoint.publish.before", "checkpoint.publish.after", "epoch.commit.before", "epoch.commit.after"];

    private readonly TempFolder _folder = new();

    private InfluxDb _server = null!;

    public void Dispose() => _folder.Dispose();

    public async Task InitializeAsync()
    {
        if (InfluxDb.Absence is null) _server = await InfluxDb.StartAsync();
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    [InfluxDbFact]
    public async Task Points_are_those_of_a_run_that_was_never_killed()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        await RunUndisturbedAsync();

        var kills = 0;
        for (var round = 0; kills < KillsWanted; round++)
        {
            var name = $"round_{round}";
            await PrepareAsync(name);
            var runs = new KilledRuns(_folder[name], _folder[$"{name}/state/killed-influx"], random);
            await runs.RunAsync(Environment(name, 300), most: 10, "run", "killed.yaml", "--quiet");
            kills += runs.Kills;
            Assert.True(runs.Kills > 0, $"seed {seed}: no kill of round {round} fell between two epochs");
            await AssertSameAsync(name, seed);
        }

        log.WriteLine($"{kills} kills");
    }

    [InfluxDbFact]
    public async Task No_point_is_lost_before_or_behind_a_request_or_a_commit()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        await RunUndisturbedAsync();

        await PrepareAsync("killed");
        foreach (var point in Points)
        {
            var environment = Environment("killed", 100);
            environment["STREAMGUARD_FAULT"] = $"{point}:{random.Next(1, 5)}";
            var killed = await Program.RunAsync(_folder["killed"], environment, "run", "killed.yaml", "--quiet");
            Assert.True(killed.ExitCode == 137, $"seed {seed}: {environment["STREAMGUARD_FAULT"]} ended with {killed.ExitCode}: {killed.Errors}");
        }

        var last = await Program.RunAsync(_folder["killed"], Environment("killed", 1_000_000), "run", "killed.yaml", "--quiet");
        Assert.True(last.ExitCode == 0, last.Errors);
        await AssertSameAsync("killed", seed);
    }

    private async Task RunUndisturbedAsync()
    {
        await PrepareAsync("undisturbed");
        var undisturbed = await Program.RunAsync(_folder["undisturbed"], Environment("undisturbed", 1_000_000), "run", "killed.yaml", "--quiet");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);
        await AssertSameAsync("undisturbed", 0);
    }

    private async Task PrepareAsync(string name)
    {
        _folder.Write($"{name}/killed.yaml", Pipeline);
        await _server.AskAsync($"CREATE DATABASE {name}");
    }

    private Dictionary<string, string> Environment(string database, int speed) => new()
    {
        ["INFLUX"] = _server.Url,
        ["DATABASE"] = database,
        ["SPEED"] = speed.ToString(CultureInfo.InvariantCulture),
    };

    private async Task AssertSameAsync(string name, int seed)
    {
        var expected = File.ReadLines(_folder["undisturbed/rows.jsonl"]).Select(Row).Order().ToList();
        var found = (await _server.AskAsync("SELECT avg, std, n FROM seconds GROUP BY *", name))
            .SelectMany(series => series.Rows.Select(row => (long.Parse((string)row[0]!, CultureInfo.InvariantCulture), series.Tags["sensor"], series.Tags["cycle"], Number(row[1]), Number(row[2]), Number(row[3]))))
            .Order().ToList();
        var difference = expected.Zip(found).FirstOrDefault(pair => pair.First != pair.Second);
        Assert.True(difference == default && expected.Count == found.Count, $"seed {seed}: {name} has {found.Count} points, not {expected.Count}; {difference.First} became {difference.Second}");
        Assert.Equal(expected.Sum(row => row.N), (await _server.AskAsync("SELECT count(value) FROM readings", name)).Sum(series => Number(series.Rows[0][1])));
    }

    private static (long Time, string Sensor, string Cycle, double? Avg, double? Std, double? N) Row(string line)
    {
        var row = JsonDocument.Parse(line).RootElement;
        var time = (row.GetProperty("window_start").GetDateTime().ToUniversalTime() - DateTime.UnixEpoch).Ticks * 100;
        return (time, row.GetProperty("sensor").GetString()!, row.GetProperty("cycle").GetRawText(), Value("avg"), Value("std"), Value("n"));

        double? Value(string column) => row.GetProperty(column) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
    }

    private static double? Number(object? value) => value is string text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
