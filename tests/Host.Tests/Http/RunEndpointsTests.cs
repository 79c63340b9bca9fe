using System.Net;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class RunEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Tells_how_the_turns_of_a_scheduled_pipeline_came_out_the_newest_first()
    {
        var pipeline = _rig.Host.Add("yearly.yaml", "schedule: '0 0 1 1 *'\n" + Pipelines.Short("yearly", _rig.Host.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Scheduled);
        for (var turns = 1; turns <= 2; turns++)
        {
            await pipeline.RestartAsync();
            await HostRig.Until(() => pipeline.History!.Turns.Count == turns);
        }

        var runs = (await _rig.GetAsync("/api/pipelines/yearly/runs")).EnumerateArray().ToList();
        var newest = (await _rig.GetAsync("/api/pipelines/yearly/runs?limit=1")).EnumerateArray().ToList();
        var failed = await _rig.GetAsync("/api/pipelines/yearly/runs?outcome=failed,missed");

        Assert.Equal(2, runs.Count);
        Assert.True(runs[0].GetProperty("started").GetDateTimeOffset() > runs[1].GetProperty("started").GetDateTimeOffset());
        Assert.Equal(("finished", 1, 3), (runs[0].GetProperty("outcome").GetString(), runs[0].GetProperty("attempts").GetInt32(), runs[0].GetProperty("rows_in").GetInt32()));
        Assert.True(runs[0].GetProperty("seconds").GetDouble() >= 0);
        Assert.Equal(runs[0].GetRawText(), Assert.Single(newest).GetRawText());
        Assert.Equal(0, failed.GetArrayLength());
    }

    [Fact]
    public async Task A_pipeline_without_a_schedule_has_none()
    {
        await HostRig.Until(_rig.Host.Add("short.yaml", Pipelines.Short("short", _rig.Host.Folder.Path)), HostedState.Finished);

        Assert.Equal(0, (await _rig.GetAsync("/api/pipelines/short/runs")).GetArrayLength());
    }

    [Theory]
    [InlineData("/api/pipelines/nobody/runs", HttpStatusCode.NotFound, "'nobody'")]
    [InlineData("/api/pipelines/nobody/runs?limit=0", HttpStatusCode.BadRequest, "limit=0 must be from 1 to 500.")]
    [InlineData("/api/pipelines/nobody/runs?outcome=bad", HttpStatusCode.BadRequest, "outcome=bad is none of finished, failed, stopped, overlapped, missed")]
    public async Task What_cannot_be_asked_is_refused_with_the_reason(string path, HttpStatusCode expected, string reason)
    {
        var (status, problem) = await _rig.AskAsync(HttpMethod.Get, path);

        Assert.Equal(expected, status);
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
