using StreamGuard.Integration.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>
/// Killed in the middle of a change and started again with the changed file, a pipeline writes what it would have written
/// without: rows before the change and rows behind it, each once.
/// </summary>
public sealed class ChangeKillTests(ITestOutputHelper log) : IDisposable
{
    // The change spreads windows over lanes, treats late rows otherwise, rolls parts at other times and adds a sink.
    private const string Before = """
        pipeline: changed
        checkpoint: { every: 100ms, path: state }
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: 12, seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" }
            event_time: { column: timestamp, disorder: 2s }
        transforms:
          seconds:
            from: readings
            window: { tumbling: 1s, key: [cycle, sensor], late: drop, aggregate: { avg: mean(value), n: count(), median: median(value) } }
          alarms:
            from: seconds
            rules:
              outlier: { zscore: { of: avg, over: 20 rows, above: 2 }, key: [sensor], severity: warning }
        sinks:
          rows: { from: seconds, file: { path: out/rows.jsonl } }
          lake: { from: seconds, parquet: { path: out/lake, roll: { every: 300ms } } }
          parts: { from: seconds, file: { path: out/parts, roll: { every: 5m } } }
          alerts: { from: alarms, file: { path: out/alerts.jsonl } }
        """;

    private const string Read = """
        pipeline: read
        sources: { lake: { parquet: { path: out/lake/*.parquet, columns: { cycle: int, sensor: string, window_start: timestamp, window_end: timestamp, avg: float, n: int, median: float } } } }
        sinks: { all: { from: lake, file: { path: lake.jsonl } } }
        """;

    private static readonly string After = Before
        .Replace("late: drop", "late: dead_letter", StringComparison.Ordinal)
        .Replace("every: 5m", "every: 200ms", StringComparison.Ordinal)
        .Replace("checkpoint: {", "runtime: { lanes: 3 }\ncheckpoint: {", StringComparison.Ordinal) + "\n  more: { from: seconds, file: { path: out/more.jsonl } }";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_torn_apart_in_a_change()
    {
        await RunAsync("undisturbed", Before, "1000000");
        foreach (var point in new[] { "change.before:1", "change.checkpoint.before:1", "change.checkpoint.after:1", "change.after:1", "" })
        {
            var name = point.Length == 0 ? "not-killed" : point.Split(':')[0];
            log.WriteLine(name);
            _folder.Write($"{name}/changed.yaml", Before);
            _folder.Write($"{name}/host.yaml", "http: { enabled: false }\n");
            using (var host = new RunningProgram(_folder[name], Variables("100", point), "serve", "changed.yaml", "--config", "host.yaml"))
            {
                await host.Until(() => File.Exists(_folder[$"{name}/out/rows.jsonl"]) && new FileInfo(_folder[$"{name}/out/rows.jsonl"]).Length > 20_000);
                _folder.Write($"{name}/changed.yaml", After);
                await host.HangUpAsync();
                if (point.Length == 0)
                {
                    await host.Until(() => host.Said("is changed behind checkpoint"));
                    Assert.Equal(0, await host.SignalAsync("TERM"));
                }
                else Assert.Equal(137, await host.EndAsync());
            }

            await RunAsync(name, After, "1000000");
            await AssertSameAsync(name);
        }
    }

    private async Task AssertSameAsync(string name)
    {
        var rows = await LinesAsync("undisturbed/out/rows.jsonl");
        Assert.True(rows.SequenceEqual(await LinesAsync($"{name}/out/rows.jsonl")), $"{name}: other rows");
        Assert.True((await LinesAsync("undisturbed/out/alerts.jsonl")).SequenceEqual(await LinesAsync($"{name}/out/alerts.jsonl")), $"{name}: other alerts");
        var parts = Directory.GetFiles(_folder[$"{name}/out/parts"], "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines);
        Assert.True(rows.Order(StringComparer.Ordinal).SequenceEqual(parts.Order(StringComparer.Ordinal)), $"{name}: other rows in parts");
        var more = await LinesAsync($"{name}/out/more.jsonl");
        Assert.True(more.Count > 0 && rows.TakeLast(more.Count).SequenceEqual(more), $"{name}: the sink that was added has not the rows since then");
        _folder.Write($"{name}/read.yaml", Read);
        var read = await Program.RunAsync(_folder[name], "run", "read.yaml", "--quiet");
        Assert.True(read.ExitCode == 0, read.Errors);
        Assert.Equal(rows.Count, (await LinesAsync($"{name}/lake.jsonl")).Distinct().Count());
        Assert.Equal(rows.Count, (await LinesAsync($"{name}/lake.jsonl")).Count);
    }

    private async Task RunAsync(string name, string text, string speed)
    {
        _folder.Write($"{name}/changed.yaml", text);
        var outcome = await Program.RunAsync(_folder[name], Variables(speed, ""), "run", "changed.yaml", "--quiet");
        Assert.True(outcome.ExitCode == 0, $"{name}: {outcome.Errors}");
    }

    private async Task<List<string>> LinesAsync(string path) => [.. await File.ReadAllLinesAsync(_folder[path])];

    private static Dictionary<string, string> Variables(string speed, string fault)
    {
        var variables = new Dictionary<string, string> { ["SPEED"] = speed };
        if (fault.Length > 0) variables["STREAMGUARD_FAULT"] = fault;
        return variables;
    }
}
