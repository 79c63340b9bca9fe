using System.Text.Json;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>Dead letters given back to their pipeline by the program.</summary>
public sealed class ReplayTests : IDisposable
{
    // As it is, it takes ints; with TYPE=float it is mended, and takes all but what is no number.
    private const string Pipeline = """
        pipeline: mended
        checkpoint: { every: 50ms, path: state }
        sources:
          rows:
            file: { path: "in*.csv" }
            decode: csv
            columns: { n: "${TYPE:-int}", time: timestamp }
            event_time: { column: time, disorder: 1h }
        transforms:
          hours: { from: rows, window: { tumbling: 1m, late: dead_letter, aggregate: { k: count(), s: sum(n) } } }
        sinks:
          lines: { from: rows, file: { path: out/lines.jsonl } }
          parts: { from: hours, file: { path: out/parts } }
        """;

    private static readonly IReadOnlyDictionary<string, string> Mended = new Dictionary<string, string> { ["TYPE"] = "float" };

    private readonly TempFolder _folder = new();
    private readonly string _file;

    public ReplayTests() => _file = _folder.Write("mended.yaml", Pipeline);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_letter_goes_back_once()
    {
        await RunWithBadRowsAsync();

        var replayed = Summary(await ReplayAsync());
        var again = Summary(await ReplayAsync());

        Assert.Equal((30, 30, 10), (replayed.Letters, replayed.Records, replayed.DeadAgain));
        Assert.Equal((10, 10, 10), (again.Letters, again.Records, again.DeadAgain));
        Assert.Equal(60 + 20, Lines().Distinct().Count());
        Assert.Equal(60 + 20, Lines().Count());
    }

    [Fact]
    public async Task Letters_that_are_not_chosen_stay()
    {
        await RunWithBadRowsAsync();

        var rubbish = Summary(await ReplayAsync("--reason", "rubbish"));
        var all = Summary(await ReplayAsync());

        Assert.Equal((10, 10), (rubbish.Letters, rubbish.DeadAgain));
        Assert.Equal((30, 10), (all.Letters, all.DeadAgain));
    }

    [Fact]
    public async Task The_pipeline_goes_on_as_if_there_had_been_no_replay()
    {
        await RunWithBadRowsAsync();
        await ReplayAsync();
        _folder.Write("in2.csv", "n,time\n1000,2025-01-01T05:00:00Z\n");

        var outcome = await Program.RunAsync(_folder.Path, "run", _file);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(60 + 20 + 1, Lines().Count());
        Assert.Contains("\"n\":1000,", Lines().Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint.publish.before")]
    [InlineData("checkpoint.publish.after")]
    [InlineData("epoch.commit.before")]
    [InlineData("file.write.before")]
    [InlineData("file.rename.before")]
    [InlineData("file.rename.after")]
    [InlineData("file.flush.after:2")]
    [InlineData("epoch.commit.after")]
    public async Task A_replay_that_is_cut_off_is_taken_up_again(string fault)
    {
        await RunWithBadRowsAsync();

        var killed = await Program.RunAsync(_folder.Path, new Dictionary<string, string>(Mended) { ["STREAMGUARD_FAULT"] = fault }, "replay-dead-letters", _file);
        var refused = await Program.RunAsync(_folder.Path, "run", _file);
        await ReplayAsync();
        var again = Summary(await ReplayAsync());

        Assert.Equal(137, killed.ExitCode);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("SG905: a replay of dead letters was cut off", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(10, again.Letters);
        Assert.Equal(60 + 20, Lines().Distinct().Count());
        Assert.Equal(60 + 20, Lines().Count());
        // Those of the run, and those of the replay, each once.
        Assert.Equal(60 + 20, Parts().Sum(part => part.GetProperty("k").GetInt32()));
    }

    [Fact]
    public async Task Says_that_nothing_is_there()
    {
        var outcome = await Program.RunAsync(_folder.Path, "replay-dead-letters", _file);

        Assert.Equal((0, "mended: no dead letters to replay\n"), (outcome.ExitCode, outcome.Errors));
    }

    /// <summary>90 rows, a second apart: 60 are ints, 20 are floats, 10 are no number; 30 letters.</summary>
    private async Task RunWithBadRowsAsync()
    {
        var rows = Enumerable.Range(0, 90).Select(n => $"{(n % 3 != 0 ? $"{n}" : n % 9 != 0 ? $"{n}.5" : "rubbish")},2025-01-01T00:{n / 60:D2}:{n % 60:D2}Z");
        _folder.Write("in1.csv", $"n,time\n{string.Join('\n', rows)}\n");
        var outcome = await Program.RunAsync(_folder.Path, "run", _file);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Equal(60, Lines().Count());
    }

    private async Task<Outcome> ReplayAsync(params string[] options)
    {
        var outcome = await Program.RunAsync(_folder.Path, Mended, ["replay-dead-letters", _file, "--json", .. options]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return outcome;
    }

    private static (int Letters, int Records, int DeadAgain) Summary(Outcome outcome)
    {
        var summary = JsonDocument.Parse(outcome.Output).RootElement;
        return (summary.GetProperty("letters").GetInt32(), summary.GetProperty("records").GetInt32(), summary.GetProperty("dead_again").GetInt32());
    }

    private IEnumerable<string> Lines() => File.ReadLines(_folder["out/lines.jsonl"]);

    private IEnumerable<JsonElement> Parts() =>
        Directory.GetFiles(_folder["out/parts"]).SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line).RootElement);
}
