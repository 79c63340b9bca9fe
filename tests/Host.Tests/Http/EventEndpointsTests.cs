using System.Text.Json;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class EventEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Tells_what_happened_the_newest_first_and_no_alerts()
    {
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 5), ("bob", 12), ("carol", 35)]);

        var items = (await _rig.GetAsync("/api/events")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["watch-0002", "watch-0001", "watch-0000"], items.Select(item => item.GetProperty("id").GetString()!));
        Assert.Equal(("2025-11-03T00:00:00.000Z", "alice", "watch", "seen"), (items[2].GetProperty("time").GetString(), items[2].GetProperty("user").GetString(), items[2].GetProperty("pipeline").GetString(), items[2].GetProperty("table").GetString()));
        Assert.Equal(5, items[2].GetProperty("row").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("user=bob", "watch-0001")]
    [InlineData("key=event_id%3Dwatch-0002", "watch-0002")]
    [InlineData("key=event_id%3Dwatch-0002&key=user%3Dbob", "")]
    [InlineData("from=2025-11-03T00:01:00Z&until=2025-11-03T00:02:00Z", "watch-0001")]
    [InlineData("table=set", "")]
    public async Task Tells_those_that_are_asked_for(string asked, string ids)
    {
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 5), ("bob", 12), ("carol", 35)]);

        var page = await _rig.GetAsync($"/api/events?{asked}");

        Assert.Equal(ids, string.Join(' ', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task Rows_that_are_wholly_alike_are_told_as_often_as_they_are_there()
    {
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 5)]);
        for (var i = 0; i < 4; i++) await Kept.RunAsync(_rig.Host, $"again{i}", [("bob", 1)], first: 10);

        var (seen, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await _rig.GetAsync($"/api/events?limit=2&user=bob&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(["again0-0000", "again1-0000", "again2-0000", "again3-0000"], seen.Select(item => item.GetProperty("id").GetString()!).Order());
    }
}
