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
    public async Task Drains_at_the_first_signal()
    {
        var file = _folder.Write("endless.yaml", Endless);
        using var process = Program.Start(_folder.Path, new Dictionary<string, string>(), "run", file);
        var errors = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && (!File.Exists(_folder["readings.jsonl"]) || new FileInfo(_folder["readings.jsonl"]).Length == 0)) await Task.Delay(20);

        // The script has become the program by exec, so that the signal reaches it.
        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
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
}
