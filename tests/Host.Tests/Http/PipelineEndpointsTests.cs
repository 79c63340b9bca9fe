using System.Net;
using System.Text.Json;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class PipelineEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    private string Folder => _rig.Host.Folder.Path;

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Lists_what_runs_and_what_is_wrong_with_what_does_not()
    {
        await HostRig.Until(_rig.Host.Add("short.yaml", Pipelines.Short("short", Folder)), HostedState.Finished);
        await HostRig.Until(_rig.Host.Add("wrong.yaml", "pipeline: wrong\nsources: { a: { fil: { path: x } } }\n"), HostedState.Invalid);

        var list = await _rig.GetAsync("/api/pipelines");

        Assert.Equal(["short", "wrong"], list.EnumerateArray().Select(each => each.GetProperty("name").GetString()!));
        Assert.Equal(["finished", "invalid"], list.EnumerateArray().Select(each => each.GetProperty("state").GetString()!));
        Assert.Equal(0, list[0].GetProperty("problems").GetArrayLength());
        var problem = list[1].GetProperty("problems").EnumerateArray().First(each => each.GetProperty("message").GetString()!.Contains("'fil'", StringComparison.Ordinal));
        Assert.EndsWith("wrong.yaml", problem.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, problem.GetProperty("line").GetInt32());
        Assert.Equal("error", problem.GetProperty("severity").GetString());
        Assert.StartsWith("SG", problem.GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_the_plan_and_the_figures_of_one()
    {
        await HostRig.Until(_rig.Host.Add("short.yaml", Pipelines.Short("short", Folder)), HostedState.Finished);

        var one = await _rig.GetAsync("/api/pipelines/short");
        var figures = await _rig.GetAsync("/api/pipelines/short/figures");

        var plan = one.GetProperty("plan");
        var (source, sink) = (plan.GetProperty("components")[0], plan.GetProperty("components")[1]);
        Assert.Equal("source", source.GetProperty("role").GetString());
        Assert.Equal("file", source.GetProperty("kind").GetString());
        Assert.Equal("json", source.GetProperty("decoder").GetString());
        Assert.Equal("int", source.GetProperty("columns").GetProperty("a").GetString());
        Assert.Equal(3, source.GetProperty("line").GetInt32());
        Assert.Equal("lines", sink.GetProperty("inputs")[0].GetString());
        Assert.False(string.IsNullOrEmpty(sink.GetProperty("delivery").GetString()));
        Assert.Equal("lines->out", plan.GetProperty("edges")[0].GetProperty("id").GetString());
        Assert.Equal(3, figures.GetProperty("components")[1].GetProperty("account").GetProperty("passed").GetInt64());
        Assert.Equal(1, figures.GetProperty("checkpoints").GetProperty("committed").GetInt64());
        Assert.Equal(one.GetProperty("figures").GetProperty("components").GetArrayLength(), figures.GetProperty("components").GetArrayLength());
    }

    [Fact]
    public async Task Pauses_resumes_and_restarts_a_pipeline()
    {
        var pipeline = _rig.Host.Add("endless.yaml", Pipelines.Endless("endless", Folder));
        await HostRig.Until(pipeline, HostedState.Running);

        foreach (var (what, state) in new[] { ("pause", HostedState.Paused), ("resume", HostedState.Running), ("restart", HostedState.Running), ("reload", HostedState.Running) })
        {
            using var answer = await _rig.Client.PostAsync($"/api/pipelines/endless/{what}", null);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("endless", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("done").GetString(), StringComparison.Ordinal);
            await HostRig.Until(pipeline, state);
        }
    }

    [Fact]
    public async Task What_cannot_be_done_is_a_conflict_with_its_reason()
    {
        var pipeline = _rig.Host.Add("endless.yaml", Pipelines.Endless("endless", Folder, checkpoints: false));
        await HostRig.Until(pipeline, HostedState.Running);

        using var answer = await _rig.Client.PostAsync("/api/pipelines/endless/pause", null);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("keeps no checkpoints", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/pipelines/nobody")]
    [InlineData("GET", "/api/pipelines/nobody/figures")]
    [InlineData("POST", "/api/pipelines/nobody/pause")]
    public async Task A_pipeline_that_is_not_there_is_named(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await _rig.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("'nobody'", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
