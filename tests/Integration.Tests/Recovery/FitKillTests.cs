using StreamGuard.Integration.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>Killed at any moment while it fits and publishes, a run leaves in force a bundle that is whole.</summary>
public sealed class FitKillTests(ITestOutputHelper log) : IDisposable
{
    private const int Kills = 20;

    private const string Pipeline = """
        pipeline: fitted
        sources:
          events: { simulate: { model: organisation, days: 1, users: 50, seed: 3 }, event_time: { column: timestamp } }
        transforms:
          users: { from: events, group: { key: [user], order: arrival, aggregate: { events: count(), threat: mean(threat_score), places: count_distinct(location) } } }
          judged: { from: users, fit: { features: [events, threat, places], forest: {}, bundle: models/users } }
        sinks:
          out: { from: judged, file: { path: judged.jsonl } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_in_force_is_whole_before_and_behind_each_step_of_publishing()
    {
        _folder.Write("fitted.yaml", Pipeline);
        Assert.Equal(137, (await FitAsync("model.publish.before:1")).ExitCode);
        Assert.False(File.Exists(_folder["models/users/LATEST"]));
        await AssertFitsAsync();
        var first = Latest();

        Assert.Equal(137, (await FitAsync("model.publish.before:1")).ExitCode);
        await AssertWholeAsync(first);
        Assert.Equal(137, (await FitAsync("model.publish.after:1")).ExitCode);
        await AssertWholeAsync(first);
        await AssertFitsAsync();

        Assert.Equal(["1", "2", "3"], Directory.GetDirectories(_folder["models/users"]).Select(Path.GetFileName).Order());
        await AssertWholeAsync("3");
    }

    [Fact]
    public async Task What_is_in_force_is_whole_whenever_a_run_is_killed()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        _folder.Write("fitted.yaml", Pipeline);
        await AssertFitsAsync();
        var publishing = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Latest();
            using var process = Program.Start(_folder.Path, new Dictionary<string, string>(), "run", "fitted.yaml", "--quiet");
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            // Most are killed while the version is written aside, checked and moved in.
            while (!process.HasExited && random.Next(400) > 0 && !Directory.EnumerateDirectories(_folder["models/users"], $".*.{process.Id}").Any()) await Task.Delay(1);
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(random.Next(60)));
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();

            if (Directory.EnumerateDirectories(_folder["models/users"], ".*.*").Any()) publishing++;
            Assert.True(long.Parse(Latest()) >= long.Parse(before), $"seed {seed}: version {Latest()} is in force behind {before}");
            await AssertWholeAsync(Latest());
        }

        log.WriteLine($"{publishing} of {Kills} kills left a version that was not finished");
        await AssertFitsAsync();
        await AssertWholeAsync(Latest());
        Assert.Empty(Directory.EnumerateDirectories(_folder["models/users"], ".*.*"));
    }

    private string Latest() => File.ReadAllText(_folder["models/users/LATEST"]).Trim();

    private Task<Outcome> FitAsync(string fault) =>
        Program.RunAsync(_folder.Path, new Dictionary<string, string> { ["STREAMGUARD_FAULT"] = fault }, "run", "fitted.yaml", "--quiet");

    private async Task AssertFitsAsync()
    {
        var run = await Program.RunAsync(_folder.Path, "run", "fitted.yaml", "--quiet");
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    private async Task AssertWholeAsync(string version)
    {
        Assert.Equal(version, Latest());
        var check = await Program.RunAsync(_folder.Path, "models", "check", "models/users");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }
}
