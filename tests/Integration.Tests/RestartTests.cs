using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The program, killed in the middle and started again: what it leaves is what a run never killed leaves.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Pipeline = """
        pipeline: killed
        checkpoint: { every: 20ms, path: state }
        runtime: { lanes: 2 }
        sources:
          readings:
            file: { path: "in/*.jsonl", read: together }
            decode: json
            columns: { key: string, time: timestamp, value: int }
            event_time: { column: time, disorder: 5s, max_skew: 1h }
        transforms:
          seconds: { from: readings, window: { tumbling: 1s, key: [key], late: dead_letter, aggregate: { n: count(), s: sum(value), m: max(value) } } }
          high: { from: seconds, rules: { high: { when: s > 900, key: [key], for: 2 rows, cooldown: 1m } } }
        sinks:
          lines: { from: seconds, file: { path: seconds.csv } }
          parts: { from: readings, file: { path: parts } }
          rolled: { from: seconds, file: { path: rolled, roll: { size: 100kB } } }
          alerts: { from: high, file: { path: alerts.jsonl } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Leaves_what_a_run_never_killed_leaves()
    {
        WriteInput();
        _folder.Write("killed.yaml", Pipeline);
        Assert.Equal(0, (await RunAsync()).ExitCode);
        var undisturbed = Output();
        Clear();

        var killed = 0;
        foreach (var fault in new[]
                 {
                     "checkpoint.write.after", "checkpoint.write.before:2", "epoch.commit.before:2", "file.rename.before", "file.rename.after:2",
                     "epoch.commit.after", "file.flush.before:3", "file.flush.after:3", "file.write.before:7", "checkpoint.write.after",
                 })
            killed += (await RunAsync(fault)).ExitCode == 137 ? 1 : 0;
        var last = await RunAsync();

        Assert.True(last.ExitCode == 0, last.Errors);
        Assert.InRange(killed, 5, 10); // the last ones may have found too little left
        Assert.Contains("went on from checkpoint", last.Errors, StringComparison.Ordinal);
        Assert.All(undisturbed.Values, lines => Assert.NotEmpty(lines));
        foreach (var (name, lines) in undisturbed) Assert.Equal(lines, Output()[name]);
    }

    [Fact]
    public async Task Stopped_it_fires_nothing_and_goes_on()
    {
        WriteInput();
        _folder.Write("killed.yaml", Pipeline);
        Assert.Equal(0, (await RunAsync()).ExitCode);
        var undisturbed = Output();
        Clear();

        using (var process = Program.Start(_folder.Path, new Dictionary<string, string>(), "run", "killed.yaml"))
        {
            var errors = process.StandardError.ReadToEndAsync();
            while (!process.HasExited && !File.Exists(_folder["seconds.csv"])) await Task.Delay(5);
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
            Assert.Equal(0, process.ExitCode);
            Assert.Contains("killed stopped after", await errors, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await RunAsync()).ExitCode);
        foreach (var (name, lines) in undisturbed) Assert.Equal(lines, Output()[name]);
    }

    private Task<Outcome> RunAsync(string fault = "") =>
        Program.RunAsync(_folder.Path, new Dictionary<string, string> { ["STREAMGUARD_FAULT"] = fault }, "run", "killed.yaml");

    /// <summary>Three files of rows out of order, with some that are no JSON.</summary>
    private void WriteInput()
    {
        var random = new Random(7);
        for (var file = 0; file < 3; file++)
        {
            var text = new StringBuilder();
            for (var i = 0; i < 300_000; i++)
            {
                var time = DateTime.UnixEpoch.AddMilliseconds((2 * i) + random.Next(4000)).ToString("O", CultureInfo.InvariantCulture);
                text.Append(i % 5000 == 99 ? "rubbish\n" : $$"""{"key":"k{{random.Next(5)}}","time":"{{time}}","value":{{random.Next(20)}}}""" + "\n");
            }

            _folder.Write($"in/{file}.jsonl", text.ToString());
        }
    }

    /// <summary>Sorted lines by sink; the names of parts are those of the run.</summary>
    private Dictionary<string, List<string>> Output() => new()
    {
        ["lines"] = Lines(_folder["seconds.csv"]),
        ["parts"] = Lines(Directory.GetFiles(_folder["parts"])),
        ["rolled"] = Lines(Directory.GetFiles(_folder["rolled"])),
        ["alerts"] = Lines(_folder["alerts.jsonl"]),
        ["dead letters"] = Lines(Directory.GetFiles(_folder["data/killed.dead"])),
    };

    private static List<string> Lines(params string[] files) => [.. files.SelectMany(File.ReadLines).Order(StringComparer.Ordinal)];

    private void Clear()
    {
        foreach (var folder in new[] { "parts", "rolled", "data", "state", ".streamguard" }) Directory.Delete(_folder[folder], recursive: true);
        foreach (var file in new[] { "seconds.csv", "alerts.jsonl" }) File.Delete(_folder[file]);
    }
}
