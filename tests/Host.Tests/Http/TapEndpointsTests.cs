using System.Net;
using System.Text.Json;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class TapEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Streams_rows_of_an_edge_and_masks_what_it_is_told_to()
    {
        await RunningAsync();

        var events = await _rig.EventsAsync("/api/pipelines/endless/tap?edge=readings->lines&rows=5&mask=sensor", 50, HasRows);

        var rows = events[^1].GetProperty("rows").EnumerateArray().ToList();
        Assert.InRange(rows.Count, 1, 5);
        Assert.Equal("***", rows[0].GetProperty("row").GetProperty("sensor").GetString());
        Assert.Equal(JsonValueKind.Number, rows[0].GetProperty("row").GetProperty("value").ValueKind);
        Assert.Equal("readings", rows[0].GetProperty("from").GetString());
        Assert.True(events[^1].GetProperty("seen").GetInt64() >= rows.Count);
    }

    [Fact]
    public async Task Goes_on_when_the_pipeline_is_started_again()
    {
        var pipeline = await RunningAsync();
        var began = pipeline.Status.Since;
        var restarted = false;

        var events = await _rig.EventsAsync("/api/pipelines/endless/tap?edge=readings", 500, told =>
        {
            if (!restarted) Assert.True(pipeline.RestartAsync().GetAwaiter().GetResult().Done);
            restarted = true;
            return HasRows(told) && pipeline.Status.Since > began;
        });

        Assert.True(HasRows(events[^1]));
    }

    [Theory]
    [InlineData("edge=nothing", "readings->lines")]
    [InlineData("edge=lines->readings", "readings->lines")]
    [InlineData("", "readings->lines")]
    [InlineData("edge=readings&rows=0", "from 1 to 1000")]
    [InlineData("edge=readings&rows=100000", "from 1 to 1000")]
    [InlineData("edge=readings&mask=sensor,sensr", "mask=sensr: no component of endless has a column of this name")]
    public async Task Says_what_can_be_tapped_when_it_is_asked_for_something_else(string query, string says)
    {
        await RunningAsync();

        using var answer = await _rig.Client.GetAsync($"/api/pipelines/endless/tap?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_a_test_that_passes_of_rows_that_come_now()
    {
        var pipeline = await RunningAsync();

        var text = await _rig.Client.GetStringAsync("/api/pipelines/endless/tap/test?edge=warm&rows=30");

        Assert.Contains("- readings: { ", text, StringComparison.Ordinal);
        Assert.Contains("\npipeline: endless.yaml\n", text, StringComparison.Ordinal);
        var report = await PipelineTests.RunAsync(_rig.Host.Folder.Write("saved.test.yaml", text), pipeline.Registry!);
        Assert.True(report.Passed, string.Join('\n', report.Results.SelectMany(result => result.Problems)));
        var broken = string.Join('\n', text.Split('\n').Where((line, at) => !line.Contains("- readings:", StringComparison.Ordinal) || at % 2 == 0));
        Assert.False((await PipelineTests.RunAsync(_rig.Host.Folder.Write("broken.test.yaml", broken), pipeline.Registry!)).Passed);
    }

    [Fact]
    public async Task Refuses_a_folder_of_a_test_that_it_cannot_name_the_pipeline_from()
    {
        await RunningAsync();

        using var answer = await _rig.Client.GetAsync("/api/pipelines/endless/tap/test?edge=warm&folder=tests");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("folder must be a full path, got tests.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static bool HasRows(JsonElement told) => told.GetProperty("rows").GetArrayLength() > 0;

    private async Task<HostedPipeline> RunningAsync()
    {
        var text = Pipelines.Endless("endless", _rig.Host.Folder.Path).Replace("sinks:", "transforms:\n  warm: { from: readings, filter: value > 0 }\nsinks:", StringComparison.Ordinal);
        var pipeline = _rig.Host.Add("endless.yaml", text.Replace("sinks:", "sinks:\n  warm_lines: { from: warm, file: { path: '" + _rig.Host.Folder["warm.jsonl"] + "' } }", StringComparison.Ordinal));
        await HostRig.Until(pipeline, HostedState.Running);
        return pipeline;
    }
}
