using System.Net;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class RecentEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task The_newest_dead_letters_are_there_with_their_bytes_and_reasons()
    {
        await RanAsync("bad", """
            sources:
              lines: { file: { path: IN }, decode: json, columns: { a: int } }
            sinks:
              out: { from: lines, file: { path: OUT } }
            dead_letters: { file: { path: DEAD } }
            """, "{\"a\": 1}\n{\"a\": \"x\"}\n");

        var letters = await _rig.GetAsync("/api/pipelines/bad/dead-letters");

        var row = letters[0].GetProperty("row");
        Assert.Equal(1, letters.GetArrayLength());
        Assert.Equal("{\"a\": \"x\"}", row.GetProperty("raw").GetString());
        Assert.Equal("lines", row.GetProperty("component").GetString());
        Assert.False(string.IsNullOrEmpty(row.GetProperty("reason").GetString()));
        Assert.Equal(0, (await _rig.GetAsync($"/api/pipelines/bad/dead-letters?after={letters[0].GetProperty("id").GetInt64()}")).GetArrayLength());
        var live = await _rig.EventsAsync("/api/live", 1);
        Assert.Equal(1, live[0].GetProperty("pipelines")[0].GetProperty("letters").GetInt64());
    }

    [Fact]
    public async Task Alerts_are_there_and_behind_each_the_rows_that_led_to_it()
    {
        await RanAsync("alerts", """
            sources:
              lines: { file: { path: IN }, decode: json, columns: { a: int, user: string } }
            transforms:
              large: { from: lines, rules: { high: { when: a > 10, key: [user], severity: critical, message: "a is {a}" } } }
            sinks:
              out: { from: large, file: { path: OUT } }
            """, "{\"a\": 1, \"user\": \"ann\"}\n{\"a\": 2, \"user\": \"bob\"}\n{\"a\": 20, \"user\": \"ann\"}\n");

        var alerts = await _rig.GetAsync("/api/pipelines/alerts/alerts");
        var id = alerts[0].GetProperty("id").GetInt64();
        var behind = await _rig.GetAsync($"/api/pipelines/alerts/alerts/{id}");
        using var gone = await _rig.Client.GetAsync($"/api/pipelines/alerts/alerts/{id + 1}");
        var live = await _rig.EventsAsync("/api/live", 1);

        Assert.Equal(1, alerts.GetArrayLength());
        var row = alerts[0].GetProperty("row");
        Assert.Equal(("high", "critical", "a is 20", 20), (row.GetProperty("rule").GetString(), row.GetProperty("severity").GetString(), row.GetProperty("message").GetString(), row.GetProperty("a").GetInt32()));
        Assert.Equal(2, alerts[0].GetProperty("behind").GetInt32());
        Assert.Equal(("lines", "user"), (behind.GetProperty("from").GetString(), behind.GetProperty("key")[0].GetString()));
        Assert.Equal([1, 20], behind.GetProperty("rows").EnumerateArray().Select(each => each.GetProperty("a").GetInt32()));
        Assert.Equal(0, (await _rig.GetAsync($"/api/pipelines/alerts/alerts?after={id}")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(1, live[0].GetProperty("pipelines")[0].GetProperty("alerts").GetInt64());
    }

    /// <summary>A pipeline that has come to the end of its input: IN, OUT and DEAD are files of its own.</summary>
    private async Task RanAsync(string name, string text, string input)
    {
        var file = text.Replace("IN }", $"'{_rig.Host.Folder.Write("in.jsonl", input)}' }}", StringComparison.Ordinal)
            .Replace("OUT }", $"'{_rig.Host.Folder["out.jsonl"]}' }}", StringComparison.Ordinal)
            .Replace("DEAD }", $"'{_rig.Host.Folder["dead.jsonl"]}' }}", StringComparison.Ordinal);
        await HostRig.Until(_rig.Host.Add($"{name}.yaml", $"pipeline: {name}\n{file}"), HostedState.Finished);
    }
}
