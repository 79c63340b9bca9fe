using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>A table that is read again while the pipeline runs, and what an author does to its file meanwhile.</summary>
public sealed class LookupTests : IDisposable
{
    private const string Pipeline = """
        pipeline: looked-up
        checkpoint: { every: 100ms, path: state }
        sources:
          rows: { file: { path: rows.jsonl, follow: true }, decode: json, columns: { id: int, user: string } }
        transforms:
          named: { from: rows, lookup: { table: { path: teams.csv, columns: { user: string, team: string } }, on: user, refresh: 100ms } }
        sinks:
          out: { from: named, file: { path: out.jsonl } }
        """;

    private readonly TempFolder _folder = new();
    private int _sent;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task A_table_that_disappears_or_is_half_written_leaves_the_old_one_in_force_and_that_is_told_while_it_runs(string display)
    {
        _folder.Write("looked-up.yaml", Pipeline);
        _folder.Write("teams.csv", "user,team\na,red\n");
        _folder.Write("rows.jsonl", "");
        using var running = new RunningProgram(_folder.Path, new Dictionary<string, string>(), ["run", "looked-up.yaml", .. display == "json" ? ["--json"] : Array.Empty<string>()]);
        Assert.Equal("red", await TeamAsync(running));

        File.Delete(_folder["teams.csv"]);
        await running.Until(() => running.Said("the table 'teams.csv' does not exist"));
        Assert.Equal("red", await TeamAsync(running));
        if (display == "text") return;

        await File.WriteAllTextAsync(_folder["teams.csv"], "user,te");
        await running.Until(() => running.Said("no column 'team'"));
        Assert.Equal("red", await TeamAsync(running));

        await File.WriteAllTextAsync(_folder["teams.csv"], "user,team\na,\"gre");
        await running.Until(() => running.Said("a quote is never closed"));
        Assert.Equal("red", await TeamAsync(running));

        await File.WriteAllTextAsync(_folder["teams.csv"], "user,team\na,green\n");
        while (await TeamAsync(running) == "red") await Task.Yield();

        Assert.Equal("green", await TeamAsync(running));
        Assert.Equal(0, await running.SignalAsync("TERM"));
    }

    /// <summary>What the table in force says of the next row.</summary>
    private async Task<string?> TeamAsync(RunningProgram running)
    {
        await File.AppendAllTextAsync(_folder["rows.jsonl"], $$"""{"id":{{++_sent}},"user":"a"}""" + "\n");
        await running.Until(() => File.Exists(_folder["out.jsonl"]) && File.ReadAllText(_folder["out.jsonl"]).Count(each => each == '\n') == _sent);
        return Rows.OfJsonLines(_folder["out.jsonl"]).All[^1]["team"];
    }
}
