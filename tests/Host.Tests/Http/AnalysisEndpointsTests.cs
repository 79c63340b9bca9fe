using System.Net;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class AnalysisEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Tells_the_answers_to_alerts_and_why_there_is_none()
    {
        await KeepAsync();

        var items = (await _rig.GetAsync("/api/analyses")).GetProperty("items").EnumerateArray().ToList();
        var anomalies = await _rig.GetAsync("/api/anomalies");

        Assert.Equal(["a2", "a1"], items.Select(item => item.GetProperty("alert_id").GetString()!));
        Assert.Equal("over the budget", items[0].GetProperty("not_analysed").GetString());
        Assert.False(items[0].GetProperty("analysed").GetBoolean());
        Assert.Equal("somebody guesses passwords", items[1].GetProperty("summary").GetString());
        Assert.Equal(["lock the account", "ask bob"], items[1].GetProperty("next_steps").EnumerateArray().Select(step => step.GetString()!));
        Assert.Equal(("critical", 120, "bob"), (items[1].GetProperty("assessed_severity").GetString(), items[1].GetProperty("tokens").GetInt32(), items[1].GetProperty("user").GetString()));
        Assert.Equal(0, anomalies.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("analysed=true", 1)]
    [InlineData("analysed=false", 1)]
    [InlineData("alert_id=a1", 1)]
    [InlineData("rule=brute_force&severity=high", 2)]
    [InlineData("severity=info", 0)]
    public async Task Tells_those_that_are_asked_for(string asked, int count)
    {
        await KeepAsync();

        Assert.Equal(count, (await _rig.GetAsync($"/api/analyses?{asked}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_is_neither_true_nor_false_is_refused()
    {
        var (status, problem) = await _rig.AskAsync(HttpMethod.Get, "/api/analyses?analysed=maybe");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("analysed=maybe is none of true, false.", problem.GetProperty("detail").GetString());
    }

    /// <summary>Rows as the transform analyze makes them, kept.</summary>
    private async Task KeepAsync()
    {
        var input = _rig.Host.Folder.Write("analyses.jsonl", """
            {"rule": "brute_force", "severity": "high", "message": "5 failures", "alert_id": "a1", "timestamp": "2025-11-03T00:00:00Z", "user": "bob", "summary": "somebody guesses passwords", "likely_cause": "a list", "assessed_severity": "critical", "next_steps": ["lock the account", "ask bob"], "analysed": true, "model": "m", "tokens": 120, "from_cache": false, "analysed_at": "2025-11-03T00:00:09Z"}
            {"rule": "brute_force", "severity": "high", "message": "5 failures", "alert_id": "a2", "timestamp": "2025-11-03T01:00:00Z", "user": "eve", "analysed": false, "not_analysed": "over the budget", "analysed_at": "2025-11-03T01:00:09Z"}

            """);
        var pipeline = _rig.Host.Add("analyses.yaml", $$"""
            pipeline: analyses
            sources:
              lines:
                file: { path: '{{input}}' }
                decode: json
                columns: { rule: string, severity: string, message: string, alert_id: string, timestamp: timestamp, user: string, summary: string, likely_cause: string, assessed_severity: string, next_steps: list(string), analysed: bool, not_analysed: string, model: string, tokens: int, from_cache: bool, analysed_at: timestamp }
                event_time: { column: timestamp }
            sinks:
              analyses: { from: lines, store: { path: '{{Path.Combine(_rig.Host.Folder.Path, "kept.duckdb")}}', table: analyses } }
            """);
        await HostRig.Until(pipeline, HostedState.Finished);
    }
}
