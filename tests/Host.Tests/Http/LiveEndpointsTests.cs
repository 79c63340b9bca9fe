using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class LiveEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Tells_at_once_and_from_the_second_time_on_with_rates()
    {
        var pipeline = _rig.Host.Add("endless.yaml", Pipelines.Endless("endless", _rig.Host.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);

        var events = await _rig.EventsAsync("/api/live", 5, live => live.GetProperty("pipelines")[0].GetProperty("figures").GetProperty("components")[0].TryGetProperty("now", out var now) && now.GetProperty("out").GetDouble() > 0);

        Assert.Equal("running", events[0].GetProperty("pipelines")[0].GetProperty("status").GetProperty("state").GetString());
        var sink = events[^1].GetProperty("pipelines")[0].GetProperty("figures").GetProperty("components")[1];
        Assert.Equal("lines", sink.GetProperty("name").GetString());
        Assert.InRange(sink.GetProperty("now").GetProperty("busy").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task All_who_listen_get_the_same()
    {
        var pipeline = _rig.Host.Add("endless.yaml", Pipelines.Endless("endless", _rig.Host.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);

        var both = await Task.WhenAll(_rig.EventsAsync("/api/live", 3), _rig.EventsAsync("/api/live", 3));

        var times = both.Select(events => events.Select(each => each.GetProperty("at").GetString()).ToHashSet()).ToList();
        Assert.True(times[0].Intersect(times[1]).Any());
    }

    [Fact]
    public async Task Open_streams_do_not_hold_up_the_end_of_the_host()
    {
        var listening = _rig.EventsAsync("/api/live", int.MaxValue);
        await _rig.EventsAsync("/api/live", 1);

        // Kestrel waits half a minute for requests under way.
        await _rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await listening;
    }
}
