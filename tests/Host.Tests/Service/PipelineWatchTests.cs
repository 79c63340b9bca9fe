using Microsoft.Extensions.Logging.Abstractions;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service;

public sealed class PipelineWatchTests : IAsyncLifetime
{
    private readonly HostRig _rig = new();
    private readonly PipelineWatch _watch;

    public PipelineWatchTests() => _watch = new PipelineWatch(_rig.Host, [new PipelineEntry { Path = "." }], _rig.Folder.Path, NullLogger.Instance);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public void Takes_on_pipelines_and_leaves_their_tests()
    {
        _rig.Folder.Write("a.yaml", Pipelines.Short("a", _rig.Folder.Path));
        _rig.Folder.Write("a.test.yaml", "tests: []");
        _rig.Folder.Write(".b.yaml", Pipelines.Short("b", _rig.Folder.Path));

        _watch.TakeAll();

        Assert.Equal([_rig.Folder["a.yaml"]], _rig.Host.Pipelines.Select(pipeline => pipeline.File.Path));
    }

    [Fact]
    public async Task Says_that_a_folder_is_empty_and_takes_what_is_put_there()
    {
        var log = new Said();
        var watch = new PipelineWatch(_rig.Host, [new PipelineEntry { Path = "." }], _rig.Folder.Path, log);

        watch.TakeAll();
        _rig.Folder.Write("a.yaml", Pipelines.Short("a", _rig.Folder.Path));
        await watch.LookAsync(atOnce: true);

        Assert.Equal($"Warning there are no pipelines in {_rig.Folder.Path} yet; a file *.yaml that is put there is run", log.Lines.First());
        Assert.Single(_rig.Host.Pipelines);
    }

    [Fact]
    public async Task A_new_file_counts_once_it_is_the_same_at_two_looks()
    {
        _rig.Folder.Write("a.yaml", "pipeline: a\nsour");
        await _watch.LookAsync();
        Assert.Empty(_rig.Host.Pipelines);
        _rig.Folder.Write("a.yaml", Pipelines.Short("a", _rig.Folder.Path));
        await _watch.LookAsync();
        Assert.Empty(_rig.Host.Pipelines);

        await _watch.LookAsync();

        await HostRig.Until(_rig.Host.Pipelines.Single(), HostedState.Finished);
    }

    [Fact]
    public async Task A_look_that_was_asked_for_takes_a_file_as_it_is()
    {
        _rig.Folder.Write("a.yaml", Pipelines.Short("a", _rig.Folder.Path));

        await _watch.LookAsync(atOnce: true);

        await HostRig.Until(_rig.Host.Pipelines.Single(), HostedState.Finished);
    }

    [Fact]
    public async Task A_changed_file_is_reloaded()
    {
        _rig.Folder.Write("a.yaml", "pipeline: a\n");
        _watch.TakeAll();
        var pipeline = _rig.Host.Pipelines.Single();
        await HostRig.Until(pipeline, HostedState.Invalid);
        _rig.Folder.Write("a.yaml", Pipelines.Short("a", _rig.Folder.Path));

        await _watch.LookAsync();
        await _watch.LookAsync();

        await HostRig.Until(pipeline, HostedState.Finished);
    }

    [Fact]
    public async Task The_pipeline_of_a_file_that_is_gone_is_stopped()
    {
        _rig.Folder.Write("a.yaml", Pipelines.Endless("a", _rig.Folder.Path));
        _watch.TakeAll();
        var pipeline = _rig.Host.Pipelines.Single();
        await HostRig.Until(pipeline, HostedState.Running);
        File.Delete(_rig.Folder["a.yaml"]);

        await _watch.LookAsync();

        Assert.Equal(HostedState.Stopped, pipeline.Status.State);
        Assert.Empty(_rig.Host.Pipelines);
    }
}
