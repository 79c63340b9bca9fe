using System.Net;
using StreamGuard.Host.Http.Page;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class PageEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync("0123456789abcdef");

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Anybody_may_have_the_page_and_nobody_without_the_token_what_it_shows()
    {
        using var page = await _rig.Client.GetAsync("/");
        using var data = await _rig.Client.GetAsync("/api/pipelines");
        using var live = await _rig.Client.GetAsync("/api/live");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, data.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, live.StatusCode);
    }

    [Fact]
    public async Task Everything_it_needs_comes_from_this_host_and_is_small()
    {
        using var page = await _rig.Client.GetAsync("/");
        var text = await page.Content.ReadAsStringAsync();

        Assert.Contains("default-src 'none'; script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("http://", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        Assert.InRange(PageFiles.All.Values.Sum(file => file.Bytes.Length), 10_000, 150_000);
    }

    [Fact]
    public async Task Is_not_sent_again_to_whoever_has_it()
    {
        using var first = await _rig.Client.GetAsync("/");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _rig.Client.SendAsync(again);
        using var script = await _rig.Client.GetAsync(PageFiles.All.Keys.Single(path => path.EndsWith(".js", StringComparison.Ordinal)));

        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Contains("immutable", script.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType?.ToString());
    }
}
