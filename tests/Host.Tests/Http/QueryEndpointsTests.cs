using System.Net;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class QueryEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Is_off_unless_enabled()
    {
        await _rig.StartAsync();

        var (status, problem) = await AskAsync("select 1");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("enabled: true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_over_what_a_pipeline_keeps_by_the_names_of_its_sinks()
    {
        await StartAsync();

        var (status, answer) = await AskAsync("select user, count(*) as n, [1, 2] as l, null as x, 'nan'::double as f from kept join set using (user) group by all order by user");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["user", "n", "l", "x", "f"], answer.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!));
        Assert.Equal("""[["bob",1,[1,2],null,"NaN"],["carol",2,[1,2],null,"NaN"]]""", answer.GetProperty("rows").GetRawText());
        Assert.False(answer.TryGetProperty("cut_by", out _));
    }

    [Theory]
    [InlineData("delete from kept", "nothing is changed")]
    [InlineData("update kept set user = 'x'", "nothing is changed")]
    [InlineData("drop table kept", "nothing is changed")]
    [InlineData("insert into kept select * from kept", "nothing is changed")]
    [InlineData("copy kept to '/tmp/streamguard-copied.csv'", "nothing is changed")]
    [InlineData("attach '/tmp/streamguard-attached.db'", "nothing is changed")]
    [InlineData("install httpfs", "nothing is changed")]
    [InlineData("load httpfs", "nothing is changed")]
    [InlineData("set threads = 64", "nothing is changed")]
    [InlineData("pragma database_list", "nothing is changed")]
    [InlineData("select * from read_csv('/etc/passwd')", "'read_csv' is not for questions")]
    [InlineData("select * from read_text('/etc/passwd')", "'read_text' is not for questions")]
    [InlineData("select * from '/etc/passwd'", "/etc/passwd does not exist")]
    [InlineData("select * from read_parquet('/etc/*.parquet')", "Permission Error")]
    [InlineData("select getenv('HOME')", "'getenv' is not for questions")]
    [InlineData("select 1; select 2", "one question at a time")]
    [InlineData("select * from no_such_table", "no_such_table does not exist")]
    [InlineData("selec", "selec")]
    [InlineData("", "There is no question")]
    public async Task What_does_more_than_to_read_is_refused(string sql, string reason)
    {
        await StartAsync();

        var (status, problem) = await AskAsync(sql);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/streamguard-copied.csv") || File.Exists("/tmp/streamguard-attached.db"));
    }

    [Fact]
    public async Task One_that_goes_on_for_ever_is_stopped_in_time()
    {
        await StartAsync();

        var (status, problem) = await AskAsync("select count(*) from range(1000000000000)");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("longer than 2 s", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_ends_at_its_limits_and_says_at_which()
    {
        await StartAsync();

        var (_, rows) = await AskAsync("select * from range(1000000000000)");
        var (_, fewer) = await AskAsync("select * from range(1000000000000)", ", \"rows\": 7");
        var (_, bytes) = await AskAsync("select repeat('x', 1000) from range(90)");
        var (status, problem) = await AskAsync("select 1", ", \"rows\": 1000000000");

        Assert.Equal((100, "rows"), (rows.GetProperty("rows").GetArrayLength(), rows.GetProperty("cut_by").GetString()));
        Assert.Equal((7, "rows"), (fewer.GetProperty("rows").GetArrayLength(), fewer.GetProperty("cut_by").GetString()));
        Assert.Equal("bytes", bytes.GetProperty("cut_by").GetString());
        Assert.InRange(bytes.GetProperty("rows").GetArrayLength(), 10, 21);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("rows must be from 1 to 100, got 1000000000.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Where_there_are_several_stores_it_must_be_said_which()
    {
        await StartAsync();
        var other = await OtherStoreAsync();

        var (status, problem) = await AskAsync("show tables");
        var (_, of) = await AskAsync("show tables", ", \"store\": \"other.duckdb\"");
        var (missing, unknown) = await AskAsync("show tables", ", \"store\": \"../kept.duckdb\"");
        var (_, by) = await AskAsync("show tables", $", \"pipeline\": \"{other}\"");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.All(["pipeline, one of other", "kept.duckdb", "other.duckdb"], name => Assert.Contains(name, problem.GetProperty("detail").GetString(), StringComparison.Ordinal));
        Assert.Contains("\"rows\"", of.GetProperty("rows").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(of.GetProperty("rows").GetRawText(), by.GetProperty("rows").GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, missing);
        Assert.Contains("There is no store", unknown.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sql\": 5}", "$.sql in line 1")]
    [InlineData("{\"sql\"", "in line 1")]
    public async Task A_body_that_is_no_question_is_refused(string body, string place)
    {
        await StartAsync();

        var (status, problem) = await _rig.AskAsync(HttpMethod.Post, "/api/query", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(place, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await StartAsync();

        var (status, problem) = await AskAsync($"select '{new string('x', 2000)}'");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal(413, problem.GetProperty("status").GetInt32());
    }

    private async Task StartAsync()
    {
        await _rig.StartAsync(api: new ApiSettings { Query = new QueryOptions { Enabled = true, Rows = 100, Bytes = new ByteSize(20_000), Time = Duration.FromSeconds(2) } });
        await Kept.RunAsync(_rig.Host, "watch", [("alice", 5), ("bob", 12), ("carol", 35)]);
    }

    private async Task<string> OtherStoreAsync()
    {
        var pipeline = _rig.Host.Add("other.yaml", Pipelines.Short("other", _rig.Host.Folder.Path).Replace($"file: {{ path: '{Path.Combine(_rig.Host.Folder.Path, "other.out.jsonl")}' }}", $"store: {{ path: '{Path.Combine(_rig.Host.Folder.Path, "other.duckdb")}', table: rows }}", StringComparison.Ordinal));
        await HostRig.Until(pipeline, HostedState.Finished);
        return "other";
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string sql, string more = "") =>
        _rig.AskAsync(HttpMethod.Post, "/api/query", $"{{\"sql\": {JsonSerializer.Serialize(sql)}{more}}}");
}
