using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Schedules;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service;

public sealed class HostedPipelineTests : IAsyncLifetime
{
    private readonly HostRig _rig = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Goes_on_where_it_was_paused()
    {
        var pipeline = _rig.Add("endless.yaml", Pipelines.Endless("endless", _rig.Folder.Path));
        await HostRig.Until(() => pipeline.Snapshot() is { Done: > 0 });

        var paused = await pipeline.PauseAsync();
        var before = pipeline.Snapshot()!.Done;
        var resumed = await pipeline.ResumeAsync();
        await HostRig.Until(pipeline, HostedState.Running);

        Assert.True(paused.Done && resumed.Done);
        Assert.True(pipeline.Snapshot()!.DoneEarlier >= before);
    }

    [Fact]
    public async Task Is_not_paused_where_nothing_would_be_left_of_it()
    {
        var pipeline = _rig.Add("endless.yaml", Pipelines.Endless("endless", _rig.Folder.Path, checkpoints: false));
        await HostRig.Until(pipeline, HostedState.Running);

        var outcome = await pipeline.PauseAsync();

        Assert.False(outcome.Done);
        Assert.Contains("keeps no checkpoints", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(HostedState.Running, pipeline.Status.State);
    }

    [Fact]
    public async Task A_bad_file_leaves_the_run_alone()
    {
        var pipeline = _rig.Add("endless.yaml", Pipelines.Endless("endless", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);
        _rig.Folder.Write("endless.yaml", "pipeline: endless\nsources: {}\nsnks: {}\n");

        var outcome = await pipeline.ReloadAsync();

        Assert.False(outcome.Done);
        Assert.Equal(HostedState.Running, pipeline.Status.State);
        Assert.NotEmpty(pipeline.Status.Problems);
        Assert.NotNull(pipeline.Status.Plan);
    }

    [Fact]
    public async Task A_changed_file_is_put_in_force_while_it_runs()
    {
        var text = Pipelines.Endless("endless", _rig.Folder.Path);
        var pipeline = _rig.Add("endless.yaml", text);
        await HostRig.Until(() => pipeline.Snapshot() is { Done: > 0 });
        var since = pipeline.Status.Since;
        var more = Path.Combine(_rig.Folder.Path, "more.jsonl");
        _rig.Folder.Write("endless.yaml", $"{text}\n  more: {{ from: readings, file: {{ path: '{more}' }} }}\n");

        var outcome = await pipeline.ReloadAsync();
        await HostRig.Until(() => File.Exists(more) && new FileInfo(more).Length > 0);

        Assert.True(outcome.Done, outcome.Text);
        Assert.StartsWith("endless is changed behind checkpoint", outcome.Text, StringComparison.Ordinal);
        Assert.Equal((HostedState.Running, since), (pipeline.Status.State, pipeline.Status.Since));
        Assert.Contains(pipeline.Status.Plan!.Nodes, node => node.Name == "more");
        Assert.Contains(pipeline.Snapshot()!.Components, component => component.Node.Name == "more");
        Assert.Empty(pipeline.Status.Problems);
    }

    [Fact]
    public async Task What_cannot_be_put_in_force_leaves_the_run_alone_and_is_told()
    {
        var text = Pipelines.Endless("endless", _rig.Folder.Path);
        var pipeline = _rig.Add("endless.yaml", text);
        await HostRig.Until(() => pipeline.Snapshot() is { Done: > 0 });
        _rig.Folder.Write("endless.yaml", text.Replace("pipeline: endless", "pipeline: other", StringComparison.Ordinal));

        var outcome = await pipeline.ReloadAsync();
        var readiness = Readiness.Of(pipeline.Status, pipeline.Snapshot());
        _rig.Folder.Write("endless.yaml", text);
        var back = await pipeline.ReloadAsync();

        Assert.False(outcome.Done);
        Assert.Equal(("endless", HostedState.Running, true), (pipeline.Status.Name, pipeline.Status.State, readiness.Ready));
        Assert.Contains("SG921", Assert.Single(readiness.Remarks), StringComparison.Ordinal);
        Assert.True(back.Done, back.Text);
        Assert.Empty(pipeline.Status.Problems);
    }

    [Fact]
    public async Task A_mended_file_is_started()
    {
        var pipeline = _rig.Add("mended.yaml", "pipeline: mended\n");
        await HostRig.Until(pipeline, HostedState.Invalid);
        _rig.Folder.Write("mended.yaml", Pipelines.Short("mended", _rig.Folder.Path));

        await pipeline.ReloadAsync();
        await HostRig.Until(pipeline, HostedState.Finished);

        Assert.Empty(pipeline.Status.Problems);
    }

    [Fact]
    public async Task Does_not_begin_again_while_it_is_paused()
    {
        var pipeline = _rig.Add("failing.yaml", Pipelines.Failing("failing", _rig.Folder.Path));
        await HostRig.Until(() => pipeline.Status.Restarts > 0);

        while (!(await pipeline.PauseAsync()).Done) await Task.Yield();
        var restarts = pipeline.Status.Restarts;
        await HostRig.Until(pipeline, HostedState.Paused);
        var resumed = await pipeline.ResumeAsync();

        Assert.True(resumed.Done);
        Assert.Equal(restarts, pipeline.Status.Restarts);
    }

    [Fact]
    public async Task What_it_was_allowed_to_lose_it_may_still_lose_when_it_is_begun_again()
    {
        var text = Pipelines.Endless("endless", _rig.Folder.Path);
        var counting = text.Replace("from: readings", "from: counted", StringComparison.Ordinal)
            .Replace("sinks:", "transforms:\n  counted: { from: readings, over: { key: [sensor], order: arrival, ttl: 1d, compute: { n: count() } } }\nsinks:", StringComparison.Ordinal);
        var pipeline = _rig.Add("endless.yaml", counting);
        await HostRig.Until(() => pipeline.Snapshot()?.Checkpoints.Committed > 0);
        Assert.True((await pipeline.PauseAsync()).Done);

        var later = _rig.Folder["later.jsonl"];
        _rig.Folder.Write("endless.yaml", text.Replace("sinks:", $"  late: {{ file: {{ path: '{later}' }}, decode: json, columns: {{ a: int }} }}\nsinks:\n  others: {{ from: late, file: {{ path: '{_rig.Folder["others.jsonl"]}' }} }}", StringComparison.Ordinal));
        Assert.True((await pipeline.RestartAsync(allowStateLoss: true)).Done);
        await HostRig.Until(pipeline, HostedState.Waiting);
        File.WriteAllText(later, "{\"a\": 1}\n");
        await HostRig.Until(() => pipeline.Status.State is HostedState.Running or HostedState.Failed);

        Assert.True(pipeline.Status.State == HostedState.Running, pipeline.Status.Failure);
    }

    [Fact]
    public async Task Can_be_asked_nothing_once_it_has_been_stopped()
    {
        var pipeline = _rig.Add("endless.yaml", Pipelines.Endless("endless", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);

        await _rig.Host.RemoveAsync(pipeline.File.Path);
        var outcome = await pipeline.ResumeAsync();

        Assert.False(outcome.Done);
        Assert.Empty(_rig.Host.Pipelines);
    }

    [Fact]
    public async Task One_with_a_schedule_waits_for_its_time_and_runs_when_asked_to()
    {
        var pipeline = _rig.Add("yearly.yaml", "schedule: '0 0 1 1 *'\n" + Pipelines.Short("yearly", _rig.Folder.Path));
        await HostRig.Until(() => pipeline.Status is { State: HostedState.Scheduled, NextStart: not null });
        Assert.False(File.Exists(_rig.Folder["yearly.out.jsonl"]));

        var asked = await pipeline.ResumeAsync();
        await HostRig.Until(() => pipeline.History!.Turns.Count > 0);

        Assert.True(asked.Done);
        Assert.Equal((TurnOutcome.Finished, 3L, null), (pipeline.History!.Turns[0].Outcome, pipeline.History.Turns[0].RowsIn, pipeline.History.Turns[0].Time));
        await HostRig.Until(pipeline, HostedState.Scheduled);
    }

    [Fact]
    public async Task One_with_a_schedule_fails_until_its_next_time_when_its_attempts_have()
    {
        var pipeline = _rig.Add("yearly.yaml", "schedule: { cron: '0 0 1 1 *', attempts: 2 }\n" + Pipelines.Failing("yearly", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Scheduled);

        await pipeline.ResumeAsync();
        await HostRig.Until(() => pipeline.History!.Turns.Count > 0);

        Assert.Equal((TurnOutcome.Failed, 2), (pipeline.History!.Turns[0].Outcome, pipeline.History.Turns[0].Attempts));
        Assert.Contains("no-such-file.jsonl", pipeline.Status.Failure, StringComparison.Ordinal);
    }
}
