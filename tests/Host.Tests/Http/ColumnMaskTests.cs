using System.Net;
using StreamGuard.Host.Http;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class ColumnMaskTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData("/api/events")]
    [InlineData("/api/events?user=alice")]
    [InlineData("/api/anomalies")]
    [InlineData("/api/training-data/watch-set/rows")]
    [InlineData("/api/pipelines/watch/alerts")]
    [InlineData("/api/pipelines/watch/alerts/1")]
    public async Task Nothing_tells_what_a_masked_column_holds(string path)
    {
        await RanAsync();

        var body = await _rig.Client.GetStringAsync(path);

        Assert.Contains("***", body, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/training-data/watch-set/files", HttpStatusCode.Forbidden)]
    [InlineData("/api/training-data/watch-set/files/is_anomaly=1/any.parquet", HttpStatusCode.Forbidden)]
    [InlineData("/api/training-data/watch-set", HttpStatusCode.OK)]
    public async Task Files_that_have_a_masked_column_are_not_given_away(string path, HttpStatusCode expected)
    {
        await RanAsync();

        using var answer = await _rig.Client.GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"who":"alice","of":["alice b",7,null]}""", """{"who":"***","of":["*** b",7,null]}""")]
    [InlineData("""{"alice":true}""", """{"***":true}""")]
    [InlineData("""{"a":1,"a":2}""", "\"***\"")]
    public void A_value_is_taken_out_of_json_at_any_depth(string json, string shown) => Assert.Equal(shown, ColumnMask.JsonText(json, ["alice"]));

    [Fact]
    public void The_longer_of_two_values_goes_first()
    {
        var hidden = new ColumnMask(["user", "name"]).Hidden([("user", "ann"), ("name", "anna"), ("other", "bob"), ("name", null)]);

        Assert.Equal("*** and *** met bob", ColumnMask.Text("anna and ann met bob", hidden));
    }

    private async Task RanAsync()
    {
        await _rig.StartAsync(api: new ApiSettings { Data = Path.Combine(_rig.Host.Folder.Path, "data") }, mask: "user");
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 35)]);
    }
}
