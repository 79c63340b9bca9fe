using System.Net;
using System.Text.Json;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class AnomalyEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Tells_alerts_of_rules_and_what_was_judged_as_a_whole_side_by_side()
    {
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 5), ("bob", 12), ("carol", 35)]);

        var items = (await _rig.GetAsync("/api/anomalies")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(4, items.Count);
        Assert.Equal(["batch", "live", "live"], items.Take(3).Select(item => Text(item, "kind")!).Order());
        var batch = items.Single(item => Text(item, "kind") == "batch");
        Assert.Equal(("carol", "watch", "set", null, null), (Text(batch, "user"), Text(batch, "pipeline"), Text(batch, "table"), Text(batch, "rule"), Text(batch, "severity")));
        Assert.Equal(0.35, batch.GetProperty("score").GetDouble(), 9);
        var bob = items[3];
        Assert.Equal(("live", "bob", "high", "high", "bob has 12", "kept"), (Text(bob, "kind"), Text(bob, "user"), Text(bob, "rule"), Text(bob, "severity"), Text(bob, "message"), Text(bob, "table")));
        Assert.Equal("2025-11-03T00:01:00.000Z", Text(bob, "time"));
        Assert.Equal(Text(bob.GetProperty("row"), "alert_id"), Text(bob, "id"));
        Assert.Equal(12, bob.GetProperty("row").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("user=bob", 1)]
    [InlineData("user=nobody", 0)]
    [InlineData("user=bob'%20or%20'1'%3D'1", 0)]
    [InlineData("rule=high", 2)]
    [InlineData("rule=no-such-rule", 0)]
    [InlineData("severity=critical", 1)]
    [InlineData("severity=critical,high", 3)]
    [InlineData("severity=critical&severity=high", 3)]
    [InlineData("kind=batch", 1)]
    [InlineData("kind=live", 3)]
    [InlineData("kind=batch&rule=high", 0)]
    [InlineData("from=2025-11-03T00:02:00Z", 3)]
    [InlineData("from=2025-11-03T01:01:00%2B01:00&until=2025-11-03T00:02:00Z", 1)]
    [InlineData("until=2025-11-03", 0)]
    [InlineData("key=event_id%3Dwatch-0001", 1)]
    [InlineData("key=no_such_column%3D1", 0)]
    [InlineData("table=kept", 3)]
    [InlineData("pipeline=other", 0)]
    public async Task Tells_those_that_are_asked_for(string asked, int count)
    {
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 5), ("bob", 12), ("carol", 35)]);

        var page = await _rig.GetAsync($"/api/anomalies?{asked}");

        Assert.Equal(count, page.GetProperty("items").GetArrayLength());
        Assert.False(page.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task Pages_have_every_row_once_whatever_is_written_between_them()
    {
        await Kept.RunAsync(_rig.Host, "first", [.. Enumerable.Range(0, 20).Select(i => ("alice", 10.0 + i))]);
        var seen = new List<JsonElement>();
        var (before, cursor) = (Ids(await _rig.GetAsync("/api/anomalies?limit=1000")), "");

        for (var i = 0; i == 0 || cursor.Length > 0; i++)
        {
            var page = await _rig.GetAsync($"/api/anomalies?limit=7&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = Text(page, "next") ?? "";
            // Later than all, and earlier than all: the first are behind the reader, the others before it.
            if (i == 0) await Kept.RunAsync(_rig.Host, "later", [("bob", 10), ("bob", 10)], first: 100);
            if (i == 1) await Kept.RunAsync(_rig.Host, "earlier", [("carol", 10), ("carol", 10)], first: -100);
        }

        Assert.Equal(30, before.Count);
        Assert.Equal(before, [.. seen.Where(item => Text(item, "user") == "alice").Select(item => Text(item, "id")!)]);
        Assert.Equal(2, seen.Count(item => Text(item, "user") == "carol"));
        Assert.Equal(32, seen.Count);
    }

    [Fact]
    public async Task A_pipeline_that_has_the_store_open_is_asked_while_it_writes()
    {
        var store = Path.Combine(_rig.Host.Folder.Path, "live.duckdb");
        var pipeline = _rig.Host.Add("live.yaml", $$"""
            pipeline: live
            checkpoint: { every: 100ms, path: '{{Path.Combine(_rig.Host.Folder.Path, "state")}}' }
            sources:
              readings: { simulate: { model: hydraulic-rig, speed: 600 }, event_time: { column: timestamp } }
            transforms:
              raised: { from: readings, rules: { any: { when: value > 0, severity: info, message: "{value}" } } }
            sinks:
              kept: { from: raised, store: { path: '{{store}}', table: alerts } }
            """);
        await HostRig.Until(pipeline, HostedState.Running);
        await HostRig.Until(() => pipeline.Snapshot()?.Checkpoints.Committed > 3);

        var (ids, cursor, last) = (new List<string>(), "", "9999");
        for (var i = 0; i < 5; i++)
        {
            var page = await _rig.GetAsync($"/api/anomalies?limit=50&cursor={cursor}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                ids.Add(Text(item, "id")!);
                Assert.True(string.CompareOrdinal(Text(item, "time"), last) <= 0);
                last = Text(item, "time")!;
            }

            cursor = Text(page, "next")!;
        }

        Assert.Equal(HostedState.Running, pipeline.Status.State);
        Assert.Equal(250, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("limit=1000000000", "1 to 1000 rows")]
    [InlineData("limit=0", "1 to 1000 rows")]
    [InlineData("limit=many", "1 to 1000 rows")]
    [InlineData("from=yesterday", "from=yesterday is no time")]
    [InlineData("until=2025-13-01", "until=2025-13-01 is no time")]
    [InlineData("from=2025-11-04&until=2025-11-03", "from is behind until")]
    [InlineData("severity=bad", "severity=bad is none of info, warning, high, critical")]
    [InlineData("kind=dead", "kind=dead is none of live, batch")]
    [InlineData("key=foo", "column=value")]
    [InlineData("cursor=abc", "no cursor of this API")]
    [InlineData("cursor=!!!", "no cursor of this API")]
    public async Task What_cannot_be_asked_is_refused_with_the_reason(string asked, string reason)
    {
        using var answer = await _rig.Client.GetAsync($"/api/anomalies?{asked}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(reason, Text(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_goes_on_with_its_own_question_only()
    {
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 10), ("alice", 10)]);
        var cursor = Text(await _rig.GetAsync("/api/anomalies?user=alice&limit=1"), "next");

        using var other = await _rig.Client.GetAsync($"/api/anomalies?user=bob&limit=1&cursor={cursor}");
        using var same = await _rig.Client.GetAsync($"/api/anomalies?user=alice&limit=5&cursor={cursor}");

        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        Assert.Contains("another question", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
    }

    [Fact]
    public async Task A_host_that_keeps_nothing_says_so()
    {
        await HostRig.Until(_rig.Host.Add("short.yaml", Pipelines.Short("short", _rig.Host.Folder.Path)), HostedState.Finished);

        using var answer = await _rig.Client.GetAsync("/api/anomalies");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("a sink 'store' or 'parquet'", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static List<string> Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => Text(item, "id")!)];

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
