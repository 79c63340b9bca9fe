using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>What a run says of itself at its end.</summary>
public sealed class RunSummaryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Counts_windows_that_fired_because_it_was_stopped()
    {
        var file = _folder.Write("days.yaml", """
            pipeline: days
            sources:
              readings:
                simulate: { model: hydraulic-rig, speed: 60 }
                event_time: { column: timestamp }
            transforms:
              days: { from: readings, window: { tumbling: 1000d, late: drop, aggregate: { n: count() } } }
            sinks:
              lines: { from: readings, file: { path: readings.jsonl } }
              made: { from: days, file: { path: days.jsonl } }
            """);
        using var process = Program.Start(_folder.Path, new Dictionary<string, string>(), "run", file);
        var errors = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && (!File.Exists(_folder["readings.jsonl"]) || new FileInfo(_folder["readings.jsonl"]).Length == 0)) await Task.Delay(20);

        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

        Assert.Contains("  1 window fired before its time, because the run was stopped\n", await errors, StringComparison.Ordinal);
        Assert.Single(File.ReadLines(_folder["days.jsonl"]));
    }

    [Fact]
    public async Task Says_what_waits_in_a_buffer_and_is_left_there()
    {
        using var server = new FakeServer { Answer = _ => new Reply(503) };
        var file = _folder.Write("buffered.yaml", $$"""
            pipeline: buffered
            checkpoint: { every: 100ms, path: state }
            sources: { readings: { simulate: { model: hydraulic-rig, cycles: 1 } } }
            sinks: { away: { from: readings, influx: { url: "{{server.Url}}", database: d, measurement: s, tags: [sensor], fields: [value], time: timestamp }, buffer: 1GB } }
            """);
        using var program = new RunningProgram(_folder.Path, new Dictionary<string, string>(), "run", file, "--json");
        await program.Until(() => program.Said("\"waiting\":true") && program.Said("\"oldest_s\":"));

        var exit = await program.SignalAsync("TERM");
        server.Answer = _ => Reply.Written;
        var next = await Program.RunAsync(_folder.Path, "run", file);

        Assert.Equal(0, exit);
        Assert.Contains("\"ended\":\"stopped\"", await program.Errors, StringComparison.Ordinal);
        Assert.Matches("\"buffers\":\\[{\"component\":\"away\",\"rows\":[1-9]\\d*,\"bytes\":\\d+,\"limit\":1073741824,\"oldest_s\":[0-9.]+,\"full\":false}\\]", (await program.Errors).Split('\n')[^2]);
        Assert.True(next.ExitCode == 0, next.Errors);
        Assert.DoesNotContain("buffer:", next.Errors, StringComparison.Ordinal);
        Assert.Equal(43_680, server.Requests.SelectMany(request => request.Lines).Distinct().Count());
    }

    [Fact]
    public async Task Names_a_buffer_that_was_not_emptied()
    {
        using var server = new FakeServer { Answer = _ => new Reply(503) };
        var file = _folder.Write("buffered.yaml", $$"""
            pipeline: buffered
            checkpoint: { every: 100ms, path: state }
            sources: { readings: { simulate: { model: hydraulic-rig, speed: 60, start: "2025-11-08T14:30:00Z" } } }
            sinks: { away: { from: readings, influx: { url: "{{server.Url}}", database: d, measurement: s, tags: [sensor], fields: [value], time: timestamp }, buffer: 1GB } }
            """);
        using var program = new RunningProgram(_folder.Path, new Dictionary<string, string>(), "run", file);
        await program.Until(() => server.Requests.Count > 0);

        var exit = await program.SignalAsync("TERM");

        Assert.Equal(0, exit);
        Assert.Matches(@"  away buffer: [\d,]+ rows waiting, oldest [^,]+, [^,]+; they are delivered when the pipeline is started again\n", await program.Errors);
    }

    [Fact]
    public async Task Counts_sums_that_do_not_fit()
    {
        _folder.Write("in.jsonl", "{\"i\": 9223372036854775807}\n{\"i\": 1}\n");
        var file = _folder.Write("sums.yaml", """
            pipeline: sums
            sources:
              rows: { file: { path: in.jsonl }, decode: json, columns: { i: int } }
            transforms:
              pairs: { from: rows, window: { count: 2, aggregate: { total: sum(i) } } }
            sinks:
              made: { from: pairs, file: { path: made.jsonl } }
            """);

        var outcome = await Program.RunAsync(_folder.Path, "run", file);

        Assert.Contains("  1 × pairs: a result that does not fit in 64 bits, and is null\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("\"total\":null", await File.ReadAllTextAsync(_folder["made.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_where_the_dead_letters_of_each_component_are()
    {
        _folder.Write("in.jsonl", "rubbish\n{\"t\": \"2025-01-01T00:00:09Z\"}\n{\"t\": null}\n");
        var file = _folder.Write("dead.yaml", """
            pipeline: dead
            sources:
              rows: { file: { path: in.jsonl }, decode: json, columns: { t: timestamp }, event_time: { column: t, disorder: 0s } }
            transforms:
              seconds: { from: rows, window: { tumbling: 1s, late: dead_letter, aggregate: { n: count() } } }
            sinks:
              made: { from: seconds, file: { path: made.jsonl } }
              late: { from: seconds.dead, file: { path: late.jsonl } }
            """);

        var outcome = await Program.RunAsync(_folder.Path, "run", file);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Contains("  2 dead letters, in data/dead.dead/:\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("    1 × rows: not valid JSON", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("    1 × seconds: 't', the event time, is null (to late)\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Single(File.ReadLines(_folder["late.jsonl"]));
    }
}
