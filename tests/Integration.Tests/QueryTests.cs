using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>A pipeline that writes 20,000 rows a second, and another process that asks what it has committed.</summary>
public sealed class QueryTests : IDisposable
{
    private const string Pipeline = """
        pipeline: live
        checkpoint: { every: 300ms, path: state }
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: 100000, seed: 5, start: "2025-11-08T14:30:00Z", speed: 28 }
            event_time: { column: timestamp, disorder: 2s }
        sinks:
          stored: { from: readings, store: { path: data/rig.duckdb, table: readings } }
          lake: { from: readings, parquet: { path: data/lake, roll: { every: 300ms } } }
        """;

    private readonly TempFolder _folder = new();

    public QueryTests() => _folder.Write("live.yaml", Pipeline);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whole_epochs_are_seen_while_it_runs_and_what_is_no_question_is_refused()
    {
        using var live = new RunningProgram(_folder.Path, new Dictionary<string, string>(), "run", "live.yaml", "--quiet");
        await live.Until(() => Directory.Exists(_folder["data/lake"]) && Directory.EnumerateFiles(_folder["data/lake"], "*.parquet").Any());

        // Rows come with their epoch, all at once: there are more of them when it has risen, and only then.
        var seen = new List<(long Epoch, long Rows)>();
        while (seen.Count < 8)
        {
            var row = await AskAsync("select (select epoch from streamguard.epochs), count(*) from stored");
            seen.Add((long.Parse(row[0], CultureInfo.InvariantCulture), long.Parse(row[1], CultureInfo.InvariantCulture)));
        }

        Assert.Equal(seen.Select(each => each.Epoch).Distinct(), seen.Distinct().OrderBy(each => each.Rows).Select(each => each.Epoch));
        Assert.True(seen[^1].Epoch > seen[0].Epoch, "the pipeline stood still");
        Assert.NotEqual("0", (await AskAsync("select count(*) from lake where value is not null"))[0]);
        await RefusedAsync(2, "only questions are answered", "delete from readings");
        await RefusedAsync(2, "'read_text' is not for questions", "from read_text('/etc/passwd')");
        await RefusedAsync(1, "took longer than 0.5 s and was stopped", "select sum(range) from range(1000000000000)", "--timeout", "500ms");
        Assert.Equal(0, await live.SignalAsync("TERM"));

        var whole = await AskAsync("select (select count(*) from stored), (select count(*) from lake)");
        // Stopped, it goes on later: rows of a part that was not rolled yet wait in the checkpoint, those of the store do not.
        Assert.InRange(long.Parse(whole[1], CultureInfo.InvariantCulture), 1, long.Parse(whole[0], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_store_that_a_killed_pipeline_left_is_asked_and_gone_on_with()
    {
        using (var live = new RunningProgram(_folder.Path, new Dictionary<string, string>(), "run", "live.yaml", "--quiet"))
        {
            await live.Until(() => Directory.Exists(_folder["data/lake"]) && Directory.EnumerateFiles(_folder["data/lake"], "*.parquet").Any());
            await live.SignalAsync("KILL");
        }

        var left = (await AskAsync("select count(*) from stored"))[0];
        Assert.NotEqual("0", left);

        using var again = new RunningProgram(_folder.Path, new Dictionary<string, string>(), "run", "live.yaml", "--quiet");
        await again.Until(() => File.Exists(_folder["data/.streamguard/rig.duckdb.owner"]));
        Assert.True(long.Parse((await AskAsync("select count(*) from stored"))[0], CultureInfo.InvariantCulture) >= long.Parse(left, CultureInfo.InvariantCulture));
    }

    /// <summary>The cells of the one row that a question gives.</summary>
    private async Task<string[]> AskAsync(string sql)
    {
        var asked = await Program.RunAsync(_folder.Path, "query", sql, "--pipeline", "live.yaml", "--format", "csv");
        Assert.True(asked.ExitCode == 0, asked.Errors);
        return asked.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1].Split(',');
    }

    private async Task RefusedAsync(int exitCode, string reason, params string[] question)
    {
        var asked = await Program.RunAsync(_folder.Path, ["query", .. question, "--store", "data/rig.duckdb"]);
        Assert.Contains(reason, asked.Errors, StringComparison.Ordinal);
        Assert.Equal(exitCode, asked.ExitCode);
    }
}
