using System.Text.RegularExpressions;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The program on a terminal of 80 columns, which the program script of util-linux makes.</summary>
public sealed class TerminalTests : IDisposable
{
    // As many lines on the screen as go, while the table below them is drawn again and again.
    private const string Busy = """
        pipeline: busy
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: 20 }
            event_time: { column: timestamp }
        transforms:
          seconds: { from: readings, window: { tumbling: 1s, key: [sensor], late: drop, aggregate: { mean_of_a_second: mean(value) } } }
        sinks:
          screen: { from: readings, console: { format: json, limit: 300000 } }
          seconds_on_the_screen: { from: seconds, console: { columns: [window_start, sensor] } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TerminalFact]
    public async Task Shows_rows_and_progress_without_waiting_for_each_other()
    {
        _folder.Write("busy.yaml", Busy);

        var outcome = await Program.RunOnTerminalAsync(_folder.Path, "run busy.yaml");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("busy finished after", outcome.Output, StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task Draws_no_line_that_would_wrap()
    {
        _folder.Write("busy.yaml", Busy.Replace("cycles: 20", "speed: 10", StringComparison.Ordinal).Replace("format: json, limit: 300000", "limit: 1", StringComparison.Ordinal));

        var outcome = await Program.RunOnTerminalAsync(_folder.Path, "run busy.yaml", stopAfter: "2");

        var lines = Regex.Replace(outcome.Output, "\u001b\\[[0-9;]*[A-Za-z]", "").Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        Assert.Contains(lines, line => line.Contains("rows in  rows out", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    /// <summary>Skips where there is no such program.</summary>
    private sealed class TerminalFactAttribute : FactAttribute
    {
        public TerminalFactAttribute()
        {
            if (!File.Exists("/usr/bin/script")) Skip = "needs the program script";
        }
    }
}
