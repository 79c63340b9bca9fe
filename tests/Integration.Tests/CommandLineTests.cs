using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

public sealed class CommandLineTests : IDisposable
{
    private const string Endless = """
        pipeline: endless
        sources:
          readings:
            simulate: { model: hydraulic-rig, speed: 60 }
            event_time: { column: timestamp }
        sinks:
          lines: { from: readings, file: { path: readings.jsonl } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Names_what_was_meant_by_an_unknown_command()
    {
        var outcome = await Program.RunAsync(_folder.Path, "valdate");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Did you mean 'validate'?", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no '--quite' here. Did you mean '--quiet'?", "run", "--quite", "a.yaml")]
    [InlineData("--plugins: there is no folder 'nowhere'.", "plugins", "--plugins", "nowhere")]
    [InlineData("Must be one of:", "explain", "a.yaml", "--format", "bogus")]
    public async Task Points_at_what_is_wrong_in_the_command_line(string expected, params string[] arguments)
    {
        var outcome = await Program.RunAsync(_folder.Path, arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("StreamGuard.", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_killed_at_the_point_that_a_test_asks_for()
    {
        _folder.Write("in.jsonl", "{\"a\": 1}\n");
        var file = _folder.Write("killed.yaml", """
            pipeline: killed
            sources:
              lines: { file: { path: in.jsonl }, decode: json, columns: { a: int } }
            sinks:
              parts: { from: lines, file: { path: out } }
            """);

        var killed = await Program.RunAsync(_folder.Path, new Dictionary<string, string> { ["STREAMGUARD_FAULT"] = "file.rename.before" }, "run", file);

        Assert.Equal(137, killed.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder["out"]));
        Assert.Single(Directory.GetFiles(_folder["out/.streamguard"], "*.jsonl"));
    }

    [Fact]
    public async Task Does_not_promise_the_rows_of_a_run_that_failed()
    {
        _folder.Write("in.jsonl", "{\"a\": 1}\nrubbish\nrubbish\n");
        var file = _folder.Write("rotten.yaml", """
            pipeline: rotten
            sources:
              lines: { file: { path: in.jsonl }, decode: json, columns: { a: int }, max_bad_rows: 1 }
            sinks:
              good: { from: lines, file: { path: good.jsonl } }
            """);

        var outcome = await Program.RunAsync(_folder.Path, "run", file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("  rows that came to a sink after its last commit may be missing from what it wrote\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("'lines' failed: 2 of 3 rows are bad, max_bad_rows allows 1", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_who_took_the_dead_letters()
    {
        _folder.Write("in.jsonl", "rubbish\n");
        var file = _folder.Write("dead.yaml", """
            pipeline: dead
            sources:
              lines: { file: { path: in.jsonl }, decode: json, columns: { a: int } }
            sinks:
              good: { from: lines, file: { path: good.jsonl } }
              bad: { from: lines.dead, file: { path: bad.jsonl } }
            """);

        var outcome = await Program.RunAsync(_folder.Path, "run", file);

        Assert.Contains("  1 dead letter:\n    1 × lines: not valid JSON", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("(to bad)\n", outcome.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public async Task Runs_nothing_of_a_bad_file()
    {
        var file = _folder.Write("bad.yaml", Endless.Replace("from: readings", "from: reading", StringComparison.Ordinal));

        var outcome = await Program.RunAsync(_folder.Path, "run", file);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("bad.yaml:7:18: error SG", outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["readings.jsonl"]));
    }

    [Fact]
    public async Task Tells_the_component_that_failed_and_where_it_stands()
    {
        var file = _folder.Write("fails.yaml", Endless.Replace("path: readings.jsonl", "path: taken/readings.jsonl", StringComparison.Ordinal));
        _folder.Write("taken", "a file where a folder is needed");

        var outcome = await Program.RunAsync(_folder.Path, "run", file, "--quiet");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("fails.yaml:7:3: error: 'lines' failed: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public Task Drains_at_the_first_signal() => Drains("-TERM");

    [Fact]
    public Task Takes_a_signal_that_is_sent_twice_at_once_for_one() => Drains("-TERM", times: 5);

    private async Task Drains(string signal, int times = 1)
    {
        var file = _folder.Write("endless.yaml", Endless);
        using var process = Program.Start(_folder.Path, new Dictionary<string, string>(), "run", file);
        var errors = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && (!File.Exists(_folder["readings.jsonl"]) || new FileInfo(_folder["readings.jsonl"]).Length == 0)) await Task.Delay(20);

        // The script has become the program by exec, so that the signal reaches it.
        using (var kill = System.Diagnostics.Process.Start("kill", [signal, .. Enumerable.Repeat($"{process.Id}", times)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("endless stopped after", await errors, StringComparison.Ordinal);
        Assert.EndsWith("}\n", await File.ReadAllTextAsync(_folder["readings.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overrides_values_of_the_file()
    {
        var file = _folder.Write("some.yaml", Endless);

        var outcome = await Program.RunAsync(
            _folder.Path, "run", file, "--json", "--set", "sources.readings.simulate={ model: hydraulic-rig, cycles: 1 }", "--set", "sinks.lines.file.path=other.jsonl");

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Equal(43_680, File.ReadLines(_folder["other.jsonl"]).Count());
        Assert.Contains("\"ended\":\"finished\"", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_problems_as_annotations_and_as_sarif()
    {
        var file = _folder.Write("bad.yaml", Endless.Replace("file:", "flie:", StringComparison.Ordinal));

        var github = await Program.RunAsync(_folder.Path, "validate", Path.GetFileName(file), "--format", "github");
        var sarif = await Program.RunAsync(_folder.Path, "validate", Path.GetFileName(file), "--format", "sarif");

        Assert.Equal((2, 2), (github.ExitCode, sarif.ExitCode));
        Assert.StartsWith("::error file=bad.yaml,line=7,", github.Output, StringComparison.Ordinal);
        Assert.Contains("\"version\": \"2.1.0\"", sarif.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_of_shipped_pipelines_pass()
    {
        var outcome = await Program.RunAsync(Program.Root, "test", "pipelines");

        Assert.True(outcome.ExitCode == 0, outcome.Output);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("recording")]
    public async Task Shipped_pipelines_are_valid_under_their_profiles(string profile)
    {
        var outcome = await Program.RunAsync(Program.Root, "validate", "pipelines/hydraulic-sensors.yaml", "pipelines/hydraulic-training.yaml", "--profile", profile);

        Assert.Equal("2 files checked: 0 errors, 0 warnings\n", outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Validates_files_of_tests_as_what_they_are()
    {
        _folder.Write("bad.test.yaml", "tetss: []\n");

        var good = await Program.RunAsync(Program.Root, "validate", "pipelines/hydraulic-sensors.test.yaml");
        var bad = await Program.RunAsync(_folder.Path, "validate", "bad.test.yaml");

        Assert.Equal((0, 2), (good.ExitCode, bad.ExitCode));
        Assert.Contains("error SG801: A file of tests", bad.Output, StringComparison.Ordinal);
    }
}
