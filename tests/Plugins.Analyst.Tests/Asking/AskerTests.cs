using System.Text;
using System.Text.Json.Nodes;
using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Analyst.Asking;
using StreamGuard.Plugins.Analyst.Spending;
using StreamGuard.Plugins.Analyst.Tests.Support;

namespace StreamGuard.Plugins.Analyst.Tests.Asking;

/// <summary>Questions to a server that misbehaves.</summary>
public sealed class AskerTests : IDisposable
{
    private readonly FakeServer _server = new() { Answer = _ => ChatServer.Says() };
    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<IDisposable> _made = [];

    public void Dispose()
    {
        _made.ForEach(each => each.Dispose());
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_question_has_the_form_that_such_servers_take()
    {
        await AskAsync(Options with { Key = new() { File = KeyFile("secret\n") }, AnswerTokens = 99 });

        var request = Assert.Single(_server.Requests);
        Assert.Equal(("POST", "/v1/chat/completions", "Bearer secret", "application/json"), (request.Method, request.Path, request.Headers["Authorization"], request.Headers["Content-Type"]));
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal(("m", "system", "user", "what?", 99), ((string?)body["model"], (string?)body["messages"]![0]!["role"], (string?)body["messages"]![1]!["role"], (string?)body["messages"]![1]!["content"], (int?)body["max_tokens"]));
        Assert.Equal(("json_schema", "analysis", true), ((string?)body["response_format"]!["type"], (string?)body["response_format"]!["json_schema"]!["name"], (bool?)body["response_format"]!["json_schema"]!["strict"]));
        Assert.Equal(["summary", "likely_cause", "severity", "next_steps"], body["response_format"]!["json_schema"]!["schema"]!["required"]!.AsArray().Select(each => (string?)each));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"no such model"}}""", "refused: 400 'no such model'", 1)]
    [InlineData(401, "", "refused: 401 Unauthorized", 1)]
    [InlineData(404, "<html>", "refused: 404 '<html>'", 1)]
    [InlineData(307, "", "refused: 307 RedirectKeepVerb", 1)]
    [InlineData(500, "ill", "server in trouble: 500 'ill'", 2)]
    [InlineData(503, "", "server in trouble: 503 ServiceUnavailable", 2)]
    [InlineData(429, "slow", "too many requests: 429 'slow'", 2)]
    public async Task What_is_no_success_is_told(int status, string body, string why, int requests)
    {
        _server.Answer = _ => new Reply(status, body, "Location: http://127.0.0.1:1/\r\n");

        var outcome = await AskAsync(Options with { Attempts = 2 }, advances: true);

        Assert.Equal((null, why), (outcome.Analysis, outcome.Why));
        Assert.Equal(requests, _server.Requests.Count);
    }

    public static TheoryData<string, string> Rubbish() => new()
    {
        { "", "no answer in the answer" },
        { "<html>hello</html>", "no answer in the answer" },
        { "[]", "no answer in the answer" },
        { """{"choices":[]}""", "no answer in the answer" },
        { """{"choices":[{"message":{"content":null}}]}""", "no answer in the answer" },
        { """{"choices":[7]}""", "no answer in the answer" },
        { """{"choices":[{"message":{"refusal":"no","content":null}}]}""", "refused: by the model" },
        { ChatServer.Says("I am sorry").Body, "answer is no JSON" },
        { ChatServer.Says("{}").Body, "answer of another form: summary is no text" },
        { ChatServer.Says("[]").Body, "answer of another form: it is no object" },
        { ChatServer.Says("""{"summary":1,"likely_cause":"","severity":"high","next_steps":[]}""").Body, "answer of another form: summary is no text" },
        { ChatServer.Says("""{"summary":"","likely_cause":"","severity":"awful","next_steps":[]}""").Body, "answer of another form: severity is none" },
        { ChatServer.Says("""{"summary":"","likely_cause":"","severity":"high","next_steps":"run"}""").Body, "answer of another form: next_steps is no list" },
        { ChatServer.Says("""{"summary":"","likely_cause":"","severity":"high","next_steps":[1]}""").Body, "answer of another form: a next step is no text" },
        { ChatServer.Says("""{"summary":"","likely_cause":"","severity":"high","next_steps":[],"execute":"rm"}""").Body, "answer of another form: it has members that were not asked for" },
        { ChatServer.Says("""{"summary":"a","summary":"b","likely_cause":"","severity":"high","next_steps":[]}""").Body, "answer of another form: it has members that were not asked for" },
        { ChatServer.Says(finish: "length").Body, "answer too long" },
        { ChatServer.Says($$"""{"summary":"{{new string('x', 5000)}}","likely_cause":"","severity":"high","next_steps":[]}""").Body, "answer too long" },
        { ChatServer.Says(new string('x', 2_000_000)).Body, "answer too long" },
    };

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task What_is_no_answer_is_told_and_not_asked_again(string body, string why)
    {
        _server.Answer = _ => new Reply(200, body);

        var outcome = await AskAsync(Options with { Attempts = 3, Budget = new() { TokensPerDay = 10_000_000 } });

        Assert.Equal((null, why), (outcome.Analysis, outcome.Why));
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("half")]
    public async Task A_server_that_says_nothing_is_given_up_in_time(string how)
    {
        _server.Answer = _ => how == "half" ? Reply.Half : Reply.Silence;

        var asking = Asker(Options with { Timeout = Contracts.Duration.FromSeconds(5) }).AskAsync("what?", default);
        await Waiting.Until(() => _server.Requests.Count > 0);
        await AdvanceAsync(asking);

        Assert.Equal("timed out", (await asking).Why);
    }

    [Theory]
    [InlineData("reset", "connection broken")]
    [InlineData("garbage", "connection broken")]
    public async Task A_connection_that_breaks_is_told(string how, string why)
    {
        _server.Answer = _ => how == "reset" ? Reply.Reset : Reply.Garbage;

        var outcome = await AskAsync(Options);

        Assert.Equal(why, Reasons.Words(outcome.Why!));
    }

    [Fact]
    public async Task A_question_that_never_left_costs_nothing()
    {
        var outcome = await AskAsync(Options with { Endpoint = FakeServer.Nowhere(), Attempts = 2 }, advances: true);

        Assert.Equal("not reached", Reasons.Words(outcome.Why!));
        Assert.Equal("2026-01-01 0 0\n", File.ReadAllText(BudgetFile));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_told()
    {
        using var guarded = new FakeServer(isGuarded: true);

        var outcome = await AskAsync(Options with { Endpoint = guarded.Url });

        Assert.Equal("not trusted", Reasons.Words(outcome.Why!));
        Assert.Empty(guarded.Requests);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_left_alone_by_all()
    {
        _server.Answer = _ => _server.Requests.Count == 1 ? new Reply(429, "", "Retry-After: 20\r\n") : ChatServer.Says();
        var asker = Asker(Options with { Attempts = 2 });
        var first = asker.AskAsync("one", default);
        await Waiting.Until(() => _clock.NextDue == TimeSpan.FromSeconds(20));

        var second = asker.AskAsync("two", default);
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Single(_server.Requests);
        await AdvanceAsync(Task.WhenAll(first, second));

        Assert.NotNull((await first).Analysis);
        Assert.NotNull((await second).Analysis);
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task One_that_asks_to_wait_for_long_is_not_waited_for()
    {
        _server.Answer = _ => new Reply(429, "", "Retry-After: 3600\r\n");

        var outcome = await AskAsync(Options with { Attempts = 3 });

        Assert.Equal("too many requests: 429 TooManyRequests", outcome.Why);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task The_newer_name_of_a_limit_is_learned()
    {
        _server.Answer = request => request.Body.Contains("max_tokens", StringComparison.Ordinal)
            ? new Reply(400, """{"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}""")
            : ChatServer.Says();
        var asker = Asker(Options with { Attempts = 2 });

        var (first, second) = (await asker.AskAsync("one", default), await asker.AskAsync("two", default));

        Assert.Equal((null, null), (first.Why, second.Why));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task What_a_request_may_cost_is_counted_before_it_leaves_and_what_it_did_behind_it()
    {
        var counted = "";
        _server.Answer = _ =>
        {
            counted = File.ReadAllText(BudgetFile);
            return ChatServer.Says(tokens: 321);
        };

        await AskAsync(Options with { AnswerTokens = 100 });

        Assert.Equal($"2026-01-01 1 {100 + Encoding.UTF8.GetByteCount(_server.Requests[0].Body)}\n", counted);
        Assert.Equal("2026-01-01 1 321\n", File.ReadAllText(BudgetFile));
    }

    [Theory]
    [InlineData(1, 10_000_000, "requests of the day are spent")]
    [InlineData(9, 2000, "tokens of the day are spent")]
    public async Task Nothing_leaves_beyond_the_budget(int requests, long tokens, string why)
    {
        var asker = Asker(Options with { Budget = new() { RequestsPerDay = requests, TokensPerDay = tokens } });
        if (requests == 1) await asker.AskAsync("one", default);
        var before = _server.Requests.Count;

        var outcome = await asker.AskAsync("two", default);

        Assert.Equal(why, outcome.Why);
        Assert.Equal(before, _server.Requests.Count);
    }

    [Fact]
    public async Task Only_an_answer_is_kept_for_the_next_of_the_same_question()
    {
        _server.Answer = _ => _server.Requests.Count == 1 ? ChatServer.Says("rubbish") : ChatServer.Says();
        var asker = Asker(Options);

        var cached = new List<bool>();
        for (var n = 0; n < 3; n++) cached.Add((await asker.AskAsync("one", default)).IsCached);

        Assert.Equal([false, false, true], cached);
        Assert.Equal(2, _server.Requests.Count);
    }

    private string BudgetFile => Path.Combine(_folder.Path, "budget");

    private AnalyzeOptions Options => new() { Endpoint = _server.Url, Model = "m", Attempts = 1, Timeout = Contracts.Duration.FromSeconds(3600) };

    private string KeyFile(string key)
    {
        var file = Path.Combine(_folder.Path, "key");
        File.WriteAllText(file, key);
        return file;
    }

    private Asker Asker(AnalyzeOptions options)
    {
        var asker = new Asker(options, new Chat(options, _clock), new DailyBudget(BudgetFile, options.Budget, _clock), new AnswerCache(Path.Combine(_folder.Path, "answers"), options.Cache, _clock), _clock);
        _made.Add(asker);
        return asker;
    }

    private async Task<Outcome> AskAsync(AnalyzeOptions options, bool advances = false)
    {
        var asking = Asker(options).AskAsync("what?", default);
        if (advances) await AdvanceAsync(asking);
        return await asking.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Lets time go by until it is done.</summary>
    private async Task AdvanceAsync(Task task)
    {
        await Waiting.Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return task.IsCompleted;
        });
        await task;
    }
}
