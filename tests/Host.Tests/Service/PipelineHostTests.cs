using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service;

public sealed class PipelineHostTests : IAsyncLifetime
{
    private readonly HostRig _rig = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task One_that_fails_does_not_disturb_the_others()
    {
        var failing = _rig.Add("failing.yaml", Pipelines.Failing("failing", _rig.Folder.Path));
        var endless = _rig.Add("endless.yaml", Pipelines.Endless("endless", _rig.Folder.Path));
        var ending = _rig.Add("ending.yaml", Pipelines.Short("ending", _rig.Folder.Path));

        await HostRig.Until(() => failing.Status.Restarts >= 3);
        await HostRig.Until(ending, HostedState.Finished);
        await HostRig.Until(endless, HostedState.Running);

        Assert.Contains("no-such-file.jsonl", failing.Status.Failure, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(_rig.Folder["ending.out.jsonl"]).Length);
    }

    [Fact]
    public async Task A_bad_file_is_told_of_and_not_run()
    {
        var bad = _rig.Add("bad.yaml", "pipeline: bad\nsinks: { out: { from: nothing, console: {} } }\n");

        await HostRig.Until(bad, HostedState.Invalid);

        Assert.Contains(bad.Status.Problems, problem => problem.Location.ToString().StartsWith(_rig.Folder["bad.yaml"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_belongs_to_the_first_file_that_has_it()
    {
        var first = _rig.Add("first.yaml", Pipelines.Endless("same", _rig.Folder.Path));
        await HostRig.Until(first, HostedState.Running);
        var second = _rig.Add("second.yaml", Pipelines.Endless("same", _rig.Folder.Path, sink: "other.jsonl"));
        await HostRig.Until(second, HostedState.Invalid);

        Assert.Contains("'same' is taken by", second.Status.Problems.Single().Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_rig.Folder["other.jsonl"]));
    }

    [Fact]
    public async Task Stops_all_with_a_last_checkpoint()
    {
        var one = _rig.Add("one.yaml", Pipelines.Endless("one", _rig.Folder.Path));
        var two = _rig.Add("two.yaml", Pipelines.Endless("two", _rig.Folder.Path, sink: "two.jsonl"));
        await HostRig.Until(one, HostedState.Running);
        await HostRig.Until(two, HostedState.Running);

        var drained = await _rig.Host.StopAsync(TimeSpan.FromMinutes(1));

        Assert.True(drained);
        Assert.All(_rig.Host.Pipelines, pipeline => Assert.Equal(HostedState.Stopped, pipeline.Status.State));
        Assert.All(_rig.Host.Pipelines, pipeline => Assert.True(pipeline.Snapshot()!.Checkpoints.Committed > 0));
    }
}
