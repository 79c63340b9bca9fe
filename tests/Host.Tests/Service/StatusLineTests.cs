using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service;

public sealed class StatusLineTests : IAsyncLifetime
{
    private readonly HostRig _rig = new();
    private readonly FakeNotifier _notifier = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _rig.DisposeAsync();
        _notifier.Dispose();
    }

    [Fact]
    public async Task Counts_pipelines_by_what_they_do_and_names_those_that_do_not_run()
    {
        var line = new StatusLine(_rig.Host, _notifier);
        Assert.Equal("no pipelines yet", line.Text);

        var running = _rig.Add("a.yaml", Pipelines.Endless("a", _rig.Folder.Path));
        var bad = _rig.Add("b.yaml", "pipeline: b\n");
        await HostRig.Until(running, HostedState.Running);
        await HostRig.Until(bad, HostedState.Invalid);

        Assert.Equal("2 pipelines: 1 running, 1 invalid (b)", line.Text);
    }

    [Fact]
    public async Task Tells_each_change()
    {
        _ = new StatusLine(_rig.Host, _notifier);

        var pipeline = _rig.Add("a.yaml", Pipelines.Short("a", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Finished);

        var told = _notifier.Next();
        while (told != "status: 1 pipeline: 1 finished") told = _notifier.Next() ?? throw new InvalidOperationException("it was not told");
    }
}
