using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>A clock that goes wrong somewhere must not make everything else late.</summary>
public sealed class FutureTests : IDisposable
{
    private const string Counts = """
        pipeline: counts
        sources:
          events:
            file: { path: events.jsonl FOLLOW }
            decode: json
            columns: { time: timestamp, user: string }
            event_time: { column: time GUARD }
        transforms:
          minutes: { from: events, window: { tumbling: 1m, late: drop, aggregate: { n: count() } } }
        sinks:
          counted: { from: minutes, file: { path: counted.jsonl } }
        """;

    private const string Events = """
        {"time":"2025-11-08T14:30:01Z","user":"a"}
        {"time":"2099-01-01T00:00:00Z","user":"b"}
        {"time":"2025-11-08T14:30:02Z","user":"c"}
        {"time":"2025-11-08T14:31:01Z","user":"d"}

        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_row_of_the_year_2099_is_a_dead_letter_where_max_future_is_written()
    {
        _folder.Write("events.jsonl", Events);

        var outcome = await Program.RunAsync(_folder.Path, "run", Pipeline("", ", max_future: 1h"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([2, 1], File.ReadAllLines(_folder["counted.jsonl"]).Select(line => int.Parse(line.Split("\"n\":")[1].TrimEnd('}'), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("from the future", outcome.Errors + outcome.Output, StringComparison.Ordinal);
        var letter = Assert.Single(Directory.GetFiles(_folder["data"], "*.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadAllLines));
        Assert.Contains("2099-01-01", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_by_itself_is_believed_unless_it_says_otherwise()
    {
        _folder.Write("events.jsonl", Events);

        var outcome = await Program.RunAsync(_folder.Path, "run", Pipeline("", ""));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("2099-01-01", File.ReadAllText(_folder["counted.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_and_a_test_with_a_clock_show_the_guard_of_a_live_source()
    {
        _folder.Write("events.jsonl", "");
        var file = Pipeline(", follow: true", "");
        var test = _folder.Write("counts.test.yaml", """
            tests:
              - name: a row of the day after tomorrow does not make the others late
                clock: 2025-11-08T14:31:00Z
                end: true
                input:
                  events:
                    - { time: 2025-11-08T14:30:01Z, user: a }
                    - { time: 2025-11-10T14:30:00Z, user: b }
                    - { time: 2025-11-08T14:30:02Z, user: c }
                expect:
                  minutes: [{ window_start: 2025-11-08T14:30:00Z, n: 2 }]
                  events.dead: [{ component: events }]
              - name: without a clock there is nothing to compare with
                end: true
                input: { events: [{ time: 2025-11-08T14:30:01Z, user: a }] }
                expect: { minutes: [{ n: 1 }] }
            """);

        var explained = await Program.RunAsync(_folder.Path, "explain", file);
        var tested = await Program.RunAsync(_folder.Path, "test", test);

        Assert.Contains("a row more than 1d ahead of the clock is a dead letter", string.Join(' ', explained.Output.Split((char[])[' ', '\n', '│'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("2 passed, 0 failed", tested.Output, StringComparison.Ordinal);
    }

    private string Pipeline(string follow, string guard) =>
        _folder.Write("counts.yaml", Counts.Replace(" FOLLOW", follow, StringComparison.Ordinal).Replace(" GUARD", guard, StringComparison.Ordinal));
}
