using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamGuard.Host.Http;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class HttpHostTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";

    private readonly HostRig _rig = new();
    private readonly HttpClient _client = new();
    private HttpHost? _http;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _client.Dispose();
        if (_http is not null) await _http.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task Is_live_from_the_start_and_ready_when_every_pipeline_is()
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));
        var pipeline = _rig.Add("failing.yaml", Pipelines.Failing("failing", _rig.Folder.Path));
        await HostRig.Until(() => pipeline.Status.Restarts > 0);

        var live = await _client.GetAsync("/health/live");
        var ready = await _client.GetAsync("/health/ready");
        _rig.Folder.Write("failing.yaml", Pipelines.Short("failing", _rig.Folder.Path));
        await pipeline.RestartAsync();
        await HostRig.Until(pipeline, HostedState.Finished);
        var then = await _client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var reason = JsonDocument.Parse(await ready.Content.ReadAsStringAsync()).RootElement.GetProperty("pipelines")[0].GetProperty("reasons")[0].GetProperty("reason").GetString();
        Assert.Contains("no-such-file.jsonl", reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, then.StatusCode);
    }

    [Fact]
    public async Task Is_not_ready_while_it_cannot_see_its_pipelines()
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));
        _rig.Host.Trouble = "the folders of pipelines cannot be read: denied";

        var ready = await _client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("denied", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_address_is_taken()
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));
        var taken = new IPEndPoint(IPAddress.Loopback, _client.BaseAddress!.Port);

        var error = await Assert.ThrowsAsync<IOException>(() => HttpHost.StartAsync(new HttpAccess(taken, null, null, 1000, 1000), _rig.Host, NullLoggerFactory.Instance));

        Assert.StartsWith($"cannot listen at {taken}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_comes_in_without_the_token_that_is_asked_for()
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), Token, null, 1000, 1000));

        var without = await _client.GetAsync("/health/ready");
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token + "0");
        var wrong = await _client.GetAsync("/health/ready");
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var right = await _client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("application/problem+json", without.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    public async Task Pages_of_other_sites_are_not_answered(string header, string value, HttpStatusCode expected)
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add(header, value);

        var answer = await _client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task More_requests_than_are_allowed_are_turned_away()
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 3, 1000));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++) answers.Add((await _client.GetAsync("/health/live")).StatusCode);

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/api/pipelines", HttpStatusCode.MethodNotAllowed)]
    public async Task Health_is_told_without_a_body_too(string path, HttpStatusCode expected)
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));

        using var answer = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", "/api/pipelines/a/alerts?after=soon", 400, "after=soon is no whole number that fits.")]
    [InlineData("POST", "/api/pipelines/a/reload?allow_state_loss=maybe", 400, "allow_state_loss=maybe is neither true nor false.")]
    [InlineData("POST", "/api/query", 413, "The body is larger than http.body of the host file allows.")]
    public async Task Requests_that_cannot_be_read_are_told_what_is_wrong(string method, string path, int status, string detail)
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (status == 413) request.Content = new StringContent($"{{\"sql\": \"{new string('a', 2000)}\"}}", null, "application/json");

        using var answer = await _client.SendAsync(request);

        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((status, detail), ((int)answer.StatusCode, problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_as_RFC_9457_has_it()
    {
        await StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000));

        var answer = await _client.GetAsync("/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task StartAsync(HttpAccess access)
    {
        _http = await HttpHost.StartAsync(access, _rig.Host, NullLoggerFactory.Instance);
        _client.BaseAddress = new Uri(_http.Address);
    }
}
