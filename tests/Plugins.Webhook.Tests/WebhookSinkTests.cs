using StreamGuard.Contracts;
using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Http.Options;
using StreamGuard.Plugins.Webhook.Tests.Support;

namespace StreamGuard.Plugins.Webhook.Tests;

/// <summary>The sink against a server that misbehaves.</summary>
public sealed class WebhookSinkTests : IDisposable
{
    private readonly FakeServer _server = new();

    public void Dispose() => _server.Dispose();

    private WebhookSinkOptions Options => new() { Url = new SecretText { Text = $"{_server.Url}/hooks/1?room=2" }, Template = """{"m":"{message}"}""" };

    private IEnumerable<string> Bodies => _server.Requests.Select(request => request.Body);

    [Fact]
    public async Task Each_row_is_a_request_of_its_own()
    {
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Alerts.Row("one", "a1"), Alerts.Row("two", "a2"));

        Assert.Equal(["""{"m":"one"}""", """{"m":"two"}"""], Bodies);
        var request = _server.Requests[1];
        Assert.Equal(("POST", "/hooks/1?room=2", "a2"), (request.Method, request.Path, request.Headers["Idempotency-Key"]));
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal(Bodies.Sum(body => body.Length), sink.Context.Written);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_row_is_an_object_of_all_columns_unless_said_otherwise()
    {
        var sink = await OpenAsync(Options with { Template = null, Method = WebhookMethod.Put });

        await sink.WriteAsync(Alerts.Row("one", score: 1.5));

        Assert.Equal("""{"rule":"rule1","message":"one","alert_id":"a1","score":1.5,"tags":["x","y"]}""", Assert.Single(Bodies));
        Assert.Equal("PUT", _server.Requests[0].Method);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Rows_that_are_there_together_are_a_list()
    {
        var sink = await OpenAsync(Options with { Batch = 2 });

        await sink.WriteAsync(Alerts.Row("one"), Alerts.Row("two"), Alerts.Row("three"));

        Assert.Equal(["""[{"m":"one"},{"m":"two"}]""", """[{"m":"three"}]"""], Bodies);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Headers_come_from_the_environment_and_files()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "token");
        File.WriteAllText(file, "Bearer hunter2\n");
        Environment.SetEnvironmentVariable("WEBHOOK_TEST_KEY", "k1");
        var sink = await OpenAsync(Options with
        {
            Headers = new Dictionary<string, SecretText> { ["Authorization"] = new() { File = file }, ["X-Key"] = new() { Env = "WEBHOOK_TEST_KEY" }, ["X-Team"] = new() { Text = "red" } },
        });

        await sink.WriteAsync(Alerts.Row());

        var headers = _server.Requests[0].Headers;
        Assert.Equal(("Bearer hunter2", "k1", "red"), (headers["Authorization"], headers["X-Key"], headers["X-Team"]));
        await sink.CloseAsync();
    }

    [Theory]
    [InlineData("env", "the environment has no NO_SUCH_VARIABLE, which headers.X-Key is taken from")]
    [InlineData("file", "the file of headers.X-Key.file cannot be read: ")]
    public async Task A_secret_that_is_not_there_is_told_at_the_start(string where, string message)
    {
        var secret = where == "env" ? new SecretText { Env = "NO_SUCH_VARIABLE" } : new SecretText { File = "/no/such/file" };

        var cause = await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(Options with { Headers = new Dictionary<string, SecretText> { ["X-Key"] = secret } }));

        Assert.StartsWith(message, cause.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"no such room"}}""", "refused by the server: 400 'no such room'")]
    [InlineData(401, "", "refused by the server: 401 Unauthorized")]
    [InlineData(404, "gone", "refused by the server: 404 'gone'")]
    [InlineData(501, "", "refused by the server: 501 NotImplemented")]
    public async Task What_is_refused_is_a_dead_letter_with_the_server_s_words(int status, string body, string reason)
    {
        _server.Answer = request => request.Body.Contains("bad", StringComparison.Ordinal) ? new Reply(status, body) : Reply.Written;
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Alerts.Row("one"), Alerts.Row("bad"), Alerts.Row("two"));

        Assert.Equal([(1, reason)], sink.Context.Dead);
        Assert.Equal(3, _server.Requests.Count);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Of_a_list_only_the_rows_that_are_refused_are_dead_letters()
    {
        _server.Answer = request => request.Body.Contains("bad", StringComparison.Ordinal) ? new Reply(422, "odd") : Reply.Written;
        var sink = await OpenAsync(Options with { Batch = 8 });

        await sink.WriteAsync([.. Enumerable.Range(0, 8).Select(n => Alerts.Row(n == 5 ? "bad" : $"m{n}", $"a{n}"))]);

        Assert.Equal([(1, "refused by the server: 422 'odd'")], sink.Context.Dead);
        var taken = string.Concat(Bodies.Where(body => !body.Contains("bad", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(0, 8).Where(n => n != 5), n => Assert.Contains($"\"m{n}\"", taken, StringComparison.Ordinal));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_list_that_may_not_be_sent_at_all_is_not_tried_in_parts()
    {
        _server.Answer = _ => new Reply(403);
        var sink = await OpenAsync(Options with { Batch = 8 });

        await sink.WriteAsync(Alerts.Row("one"), Alerts.Row("two"));

        Assert.Equal([(2, "refused by the server: 403 Forbidden")], sink.Context.Dead);
        Assert.Single(_server.Requests);
        await sink.CloseAsync();
    }

    [Theory]
    [InlineData(429, "Retry-After: 7\r\n", 7)]
    [InlineData(503, "", null)]
    [InlineData(500, "Retry-After: Thu, 01 Jan 1970 00:00:20 GMT\r\n", 20)]
    public async Task A_server_in_trouble_is_asked_again_when_it_says(int status, string headers, int? after)
    {
        _server.Answer = _ => new Reply(status, "busy", headers);
        var sink = await OpenAsync(Options, new VirtualClock(DateTimeOffset.UnixEpoch));

        var wait = await Assert.ThrowsAsync<RetryableException>(() => sink.WriteAsync(Alerts.Row()));

        Assert.Equal((after, $"{_server.Url} answers {status} 'busy'"), ((int?)wait.After?.TotalSeconds, wait.Message));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Only_what_was_not_taken_is_sent_again()
    {
        _server.Answer = _ => _server.Requests.Count == 2 ? new Reply(503) : Reply.Written;
        var sink = await OpenAsync(Options, retries: true);

        await sink.WriteAsync(Alerts.Row("one"), Alerts.Row("two"), Alerts.Row("three"));

        Assert.Equal(["""{"m":"one"}""", """{"m":"two"}""", """{"m":"two"}""", """{"m":"three"}"""], Bodies);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_connection_that_breaks_and_one_that_is_not_there_are_waited_for()
    {
        _server.Answer = _ => Reply.Reset;
        var broken = await OpenAsync(Options);
        var absent = await OpenAsync(Options with { Url = new SecretText { Text = FakeServer.Nowhere() } });

        await Assert.ThrowsAsync<RetryableException>(() => broken.WriteAsync(Alerts.Row()));
        await Assert.ThrowsAsync<RetryableException>(() => absent.WriteAsync(Alerts.Row()));

        await broken.CloseAsync();
        await absent.CloseAsync();
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_in_time()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        _server.Answer = _ => Reply.Silence;
        var sink = await OpenAsync(Options with { Timeout = Duration.FromSeconds(5) }, clock);

        var writing = sink.WriteAsync(Alerts.Row());
        await Waiting.Until(() => _server.Requests.Count > 0);
        clock.Advance(TimeSpan.FromSeconds(5));

        var wait = await Assert.ThrowsAsync<RetryableException>(() => writing);
        Assert.Equal($"{_server.Url} has not answered within 5s", wait.Message);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_redirection_is_followed_within_the_server_with_the_row()
    {
        _server.Answer = request => request.Path == "/new" ? Reply.Written : new Reply(307, "", "Location: /new\r\n");
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Alerts.Row("one"));

        Assert.Equal([("POST", "/hooks/1?room=2"), ("POST", "/new")], _server.Requests.Select(request => (request.Method, request.Path)));
        Assert.Equal("""{"m":"one"}""", Bodies.Last());
        await sink.CloseAsync();
    }

    [Theory]
    [InlineData(302, "/new")]
    [InlineData(307, "http://127.0.0.1:1/elsewhere")]
    [InlineData(308, "https://example.invalid/")]
    public async Task No_other_redirection_is_followed(int status, string to)
    {
        _server.Answer = _ => new Reply(status, "", $"Location: {to}\r\n");
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Alerts.Row());

        Assert.Equal([(1, $"refused by the server: {status}, it points elsewhere, which is not followed: see that url is right")], sink.Context.Dead);
        Assert.Single(_server.Requests);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Redirections_without_end_are_given_up()
    {
        _server.Answer = _ => new Reply(308, "", "Location: /again\r\n");
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Alerts.Row());

        Assert.Equal(6, _server.Requests.Count);
        Assert.Contains("more than 5 times", Assert.Single(sink.Context.Dead).Reason, StringComparison.Ordinal);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_the_run()
    {
        using var guarded = new FakeServer(isGuarded: true);
        var sink = await OpenAsync(Options with { Url = new SecretText { Text = guarded.Url } });

        var cause = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.WriteAsync(Alerts.Row()));

        Assert.StartsWith($"{guarded.Url} cannot be spoken to by https: ", cause.Message, StringComparison.Ordinal);
        Assert.Empty(guarded.Requests);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task What_waits_is_sent_before_an_epoch_is_prepared()
    {
        _server.Answer = _ => _server.Requests.Count == 1 ? new Reply(503) : Reply.Written;
        var sink = await OpenAsync(Options with { Batch = 100 });

        await Assert.ThrowsAsync<RetryableException>(() => sink.WriteAsync(Alerts.Row("one")));
        await sink.BarrierAsync();

        Assert.Equal(2, _server.Requests.Count);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Nothing_that_is_told_has_the_address_s_path_in_it()
    {
        _server.Answer = _ => new Reply(503, "busy");
        var sink = await OpenAsync(Options);

        var wait = await Assert.ThrowsAsync<RetryableException>(() => sink.WriteAsync(Alerts.Row()));

        Assert.DoesNotContain("hooks", wait.ToString(), StringComparison.Ordinal);
        await sink.CloseAsync();
    }

    private static async Task<SinkHarness> OpenAsync(WebhookSinkOptions options, TimeProvider? clock = null, bool retries = false)
    {
        var harness = new SinkHarness(new WebhookSink(options), Alerts.Schema, clock) { Retries = retries };
        await harness.OpenAsync();
        Assert.Empty(harness.Binder.Problems.All);
        return harness;
    }
}
