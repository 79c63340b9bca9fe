using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Feeds;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Alerts;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Alerts;

public sealed class HostAlertsTests : IAsyncDisposable
{
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly HostRig _rig = new();
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_pipeline_that_fails_again_and_again_is_told_once_and_that_it_came_back_when_it_has_run_for_a_while()
    {
        await using var feed = Started();

        var pipeline = _rig.Add("failing.yaml", Pipelines.Failing("failing", _rig.Folder.Path));
        await HostRig.Until(() => pipeline.Status.Restarts >= 2);
        _rig.Folder.Write("failing.yaml", Pipelines.Endless("failing", _rig.Folder.Path));
        await pipeline.RestartAsync();
        await HostRig.Until(pipeline, HostedState.Running);
        _clock.Advance(Steady);
        await feed.StopAsync(TimeSpan.FromSeconds(30));

        var rows = Rows();
        Assert.Equal(["pipeline_failed", "pipeline_recovered"], rows.Select(row => (string?)row["rule"]));
        Assert.Equal(("high", "failing", "2026-01-01T12:00:00.000Z"), ((string?)rows[0]["severity"], (string?)rows[0]["pipeline"], (string?)rows[0]["time"]));
        Assert.Contains("no-such-file.jsonl", (string?)rows[0]["problem"], StringComparison.Ordinal);
        Assert.Contains("failing has failed: ", (string?)rows[0]["message"], StringComparison.Ordinal);
        Assert.Equal(0, (int?)rows[0]["restarts"]);
        Assert.NotNull((string?)rows[0]["next_start"]);
        Assert.Contains($"failing has come back and runs after {pipeline.Status.Restarts} restarts, since ", (string?)rows[1]["message"], StringComparison.Ordinal);
        Assert.NotEqual((string?)rows[0]["alert_id"], (string?)rows[1]["alert_id"]);
    }

    [Fact]
    public async Task A_pipeline_that_runs_for_a_moment_has_not_come_back()
    {
        await using var feed = Started();

        var pipeline = _rig.Add("failing.yaml", Pipelines.Failing("failing", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Waiting);
        _rig.Folder.Write("failing.yaml", Pipelines.Endless("failing", _rig.Folder.Path));
        await pipeline.RestartAsync();
        await HostRig.Until(pipeline, HostedState.Running);
        _clock.Advance(Steady - TimeSpan.FromSeconds(1));
        await pipeline.PauseAsync();
        _clock.Advance(Steady);
        await feed.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["pipeline_failed"], Rows().Select(row => (string?)row["rule"]));
    }

    [Fact]
    public async Task A_bad_file_is_told_and_that_it_is_in_order_again()
    {
        await using var feed = Started();

        var pipeline = _rig.Add("mended.yaml", "pipeline: mended\nsinks: { x: { from: nobody, console: {} } }");
        await HostRig.Until(pipeline, HostedState.Invalid);
        _rig.Folder.Write("mended.yaml", Pipelines.Endless("mended", _rig.Folder.Path));
        await pipeline.ReloadAsync();
        await HostRig.Until(pipeline, HostedState.Running);
        _rig.Folder.Write("mended.yaml", "pipeline: mended\nsources: {}");
        await pipeline.ReloadAsync();
        await feed.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([("pipeline_invalid", "high"), ("pipeline_recovered", "info"), ("pipeline_invalid", "warning")], Rows().Select(row => ((string)row["rule"]!, (string)row["severity"]!)));
        Assert.Contains("it does not run: ", (string?)Rows()[0]["message"], StringComparison.Ordinal);
        Assert.Contains("mended.yaml:", (string?)Rows()[0]["problem"], StringComparison.Ordinal);
        Assert.Contains("it goes on by the file before: ", (string?)Rows()[2]["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scheduled_run_that_fails_is_told_when_its_attempts_are_over_and_that_a_later_one_finished()
    {
        await using var feed = Started();

        var pipeline = _rig.Add("nightly.yaml", Pipelines.Failing("nightly", _rig.Folder.Path) + "\nschedule: { cron: '0 2 * * *', attempts: 2 }");
        await HostRig.Until(pipeline, HostedState.Scheduled);
        await pipeline.RestartAsync();
        await HostRig.Until(() => pipeline.History!.Turns.Count == 1);
        _rig.Folder.Write("nightly.yaml", Pipelines.Short("nightly", _rig.Folder.Path) + "\nschedule: '0 2 * * *'");
        await pipeline.RestartAsync();
        await HostRig.Until(() => pipeline.History!.Turns.Count == 2);
        await feed.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["run_failed", "run_recovered"], Rows().Select(row => (string?)row["rule"]));
        Assert.Contains("nightly: the run that was asked for has failed at 2 attempts: ", (string?)Rows()[0]["message"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_file_may_name_the_sink()
    {
        var problems = new Problems();

        Assert.NotNull(HostService.Load(_rig.Folder.Write("host.yaml", $"alerts: {{ file: {{ path: '{Out}' }} }}"), [new PipelineEntry { Path = "a.yaml" }], null, problems));
        Assert.Null(HostService.Load(_rig.Folder.Write("bad.yaml", "alerts: { file: {} }"), [new PipelineEntry { Path = "a.yaml" }], null, problems));
        Assert.StartsWith($"{_rig.Folder["bad.yaml"]}:1:11: error SG201: alerts.path is missing.", problems.All.Single().ToString(), StringComparison.Ordinal);
    }

    private string Out => Path.Combine(_rig.Folder.Path, "alerts.jsonl");

    private List<JsonNode> Rows() => [.. File.ReadAllLines(Out).Select(line => JsonNode.Parse(line)!)];

    private RowFeed Started()
    {
        var problems = new Problems();
        var bound = OptionsFile.Load<HostOptions>(new LoadRequest("host.yaml") { ReadText = _ => $"alerts: {{ file: {{ path: '{Out}' }} }}" }, "a host file", problems)!;
        var feed = HostAlerts.Bind(((HostOptions)bound.Value).Alerts!, null, problems)!;
        new HostAlerts(feed, Steady, _clock).Follow(_rig.Host);
        feed.Start(TimeProvider.System, _ => { });
        return feed;
    }
}
