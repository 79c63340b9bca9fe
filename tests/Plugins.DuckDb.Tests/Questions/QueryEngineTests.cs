using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Questions;
using StreamGuard.Plugins.DuckDb.Store;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Questions;

public sealed class QueryEngineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Store => _folder["rows.duckdb"];

    public void Dispose() => _folder.Dispose();

    [NativeTheory]
    [InlineData("DELETE FROM readings", "only questions are answered")]
    [InlineData("DROP TABLE readings", "only questions are answered")]
    [InlineData("COPY readings TO 'x.csv'", "only questions are answered")]
    [InlineData("ATTACH 'other.duckdb'", "only questions are answered")]
    [InlineData("INSTALL httpfs", "only questions are answered")]
    [InlineData("PRAGMA enable_profiling", "only questions are answered")]
    [InlineData("SET threads = 8", "only questions are answered")]
    [InlineData("CALL force_checkpoint()", "only questions are answered")]
    [InlineData("FROM readings; FROM readings", "one question at a time")]
    [InlineData("FROM enable_logging(storage = 'file', storage_path = 'logs')", "'enable_logging' is not for questions")]
    [InlineData("SELECT 1 WHERE EXISTS (FROM force_checkpoint())", "'force_checkpoint' is not for questions")]
    [InlineData("FROM query('DELETE FROM readings')", "'query' is not for questions")]
    [InlineData("FROM read_text('/etc/passwd')", "'read_text' is not for questions")]
    [InlineData("FROM read_parquet('/etc/passwd')", "file system operations are disabled")]
    [InlineData("FROM '/etc/passwd.parquet'", "file system operations are disabled")]
    [InlineData("SELECT write_log('x')", "'write_log' is not for questions")]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("", "")]
    [InlineData("FROM nowhere", "nowhere does not exist")]
    public async Task Refuses_what_is_no_question(string sql, string reason)
    {
        foreach (var isOpen in new[] { true, false })
        {
            var sink = await WriteAsync();
            if (!isOpen) await sink.CloseAsync();

            var error = Assert.Throws<QueryException>(() => Ask(sql));

            Assert.True(error.IsRefused, error.Message);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            // Whatever it tried, the store goes on.
            Assert.Equal("2", Ask("SELECT count(*) FROM readings")[0][0]);
            if (isOpen) await sink.CloseAsync();
            File.Delete(Store);
        }
    }

    [NativeFact]
    public async Task A_question_that_takes_too_long_is_stopped()
    {
        var sink = await WriteAsync();

        foreach (var endless in new[] { "SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE hash(a.range) % 7 = b.range", "SELECT sum(a.range) FROM range(1000000000000) a" })
        {
            var error = Assert.Throws<QueryException>(() => StoreReader.Ask(new Question(endless) { Store = Store, Longest = TimeSpan.FromMilliseconds(300) }));
            Assert.Equal("the question took longer than 0.3 s and was stopped", error.Message);
            Assert.False(error.IsRefused);
        }

        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Questions_to_an_open_store_have_bounded_memory_and_disk()
    {
        var sink = await WriteAsync();

        Assert.Equal("183.1 MiB and 3.7 GiB", Ask("SELECT current_setting('memory_limit') || ' and ' || current_setting('max_temp_directory_size')")[0][0]);
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task A_question_too_long_for_the_pipeline_is_refused()
    {
        var sink = await WriteAsync();

        var error = Assert.Throws<QueryException>(() => Ask($"SELECT '{new string('+', 400_000)}' FROM readings"));

        Assert.True(error.IsRefused);
        Assert.Contains("the question is too long", error.Message, StringComparison.Ordinal);
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task An_asker_that_goes_ends_the_work()
    {
        var sink = await WriteAsync();
        using var stop = new CancellationTokenSource(300);

        Assert.Throws<QueryException>(() => StoreReader.Ask(new Question("SELECT sum(a.range) FROM range(1000000000000) a") { Store = Store, Longest = TimeSpan.FromMinutes(10) }, stop.Token));

        // Closing waits for the questions under way, of which there is none any more.
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task No_more_rows_are_given_than_are_wanted()
    {
        await (await WriteAsync()).CloseAsync();
        using var answer = new QueryEngine().Ask(new Question("FROM readings") { Store = Store, MostRows = 1 }, default);

        Assert.NotNull(answer.Next());
        Assert.Null(answer.Next());
        Assert.True(answer.IsCut);
    }

    [NativeFact]
    public async Task Columns_have_their_kinds_and_may_have_one_name()
    {
        await (await WriteAsync()).CloseAsync();
        using var answer = new QueryEngine().Ask(new Question("SELECT 1 AS a, 2.5::DECIMAL(9, 2) AS a, sum(n) OVER () AS \"s m\", true b, 'x' t, [1, 2] l, {'k': 1} r, DATE '2025-01-02' d, NULL n, 1e300 f, -170141183460469231731687303715884105727 h FROM readings") { Store = Store }, default);

        Assert.Equal(
            "a Number, a Number, s m Number, b Bool, t Text, l Json, r Json, d Text, n Number, f Number, h Number",
            string.Join(", ", answer.Columns.Select(column => $"{column.Name} {column.Kind}")));
        Assert.Equal(new string?[] { "1", "2.50", "3", "true", "x", "[1,2]", "{\"k\":1}", "2025-01-02", null, "1E+300", "-170141183460469231731687303715884105727" }, answer.Next());
    }

    [NativeFact]
    public async Task Rows_keep_the_order_that_was_asked_for()
    {
        await (await WriteAsync()).CloseAsync();

        var rows = Ask("SELECT range FROM range(100000) ORDER BY hash(range) DESC");

        Assert.Equal(rows.Select(row => row[0]), Ask("SELECT range, hash(range) h FROM range(100000) ORDER BY h DESC").Select(row => row[0]));
        Assert.NotEqual("0", rows[0][0]);
    }

    [NativeFact]
    public async Task Only_the_lakes_of_a_pipeline_are_read_beside_its_open_store()
    {
        var sink = await WriteAsync();
        Directory.CreateDirectory(_folder["lake"]);

        var error = Assert.Throws<QueryException>(() => StoreReader.Ask(new Question("FROM lake") { Store = Store, Tables = new Dictionary<string, QueryTable> { ["lake"] = new(_folder["lake"], null) } }));

        Assert.Contains("is not written by pipeline 'test', which has the store open", error.Message, StringComparison.Ordinal);
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task A_path_too_long_for_a_socket_is_answered_all_the_same()
    {
        var folder = _folder[string.Concat(Enumerable.Repeat("long-name/", 12))];
        Directory.CreateDirectory(folder);
        var store = Path.Combine(folder, "rows.duckdb");
        var sink = await WriteAsync(store);

        Assert.Equal("2", StoreReader.Ask(new Question("SELECT count(*) FROM readings") { Store = store })[0][0]);
        Assert.DoesNotContain(folder, SocketPath.Of(StorePaths.Of(store)), StringComparison.Ordinal);
        await sink.CloseAsync();
        Assert.False(File.Exists(SocketPath.Of(StorePaths.Of(store))));
    }

    [NativeFact]
    public async Task A_socket_is_its_owners_only_and_one_that_was_left_is_replaced()
    {
        var socket = SocketPath.Of(StorePaths.Of(Store));
        SocketPath.MakeFolder(socket);
        File.WriteAllText(socket, "left by a process that was killed");
        var sink = await WriteAsync();

        Assert.Equal("2", Ask("SELECT count(*) FROM readings")[0][0]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(socket)!));
        }

        await sink.CloseAsync();
        Assert.False(File.Exists(socket));
    }

    [NativeFact]
    public void A_store_that_is_not_there_is_refused()
    {
        var error = Assert.Throws<QueryException>(() => Ask("SELECT 1"));

        Assert.Equal($"there is no store '{Store}'", error.Message);
        Assert.True(error.IsRefused);
    }

    private async Task<SinkHarness> WriteAsync(string? store = null)
    {
        var schema = new Schema([new("n", ColumnType.Int)]);
        var sink = await new SinkHarness(new StoreSink(new StoreSinkOptions { Path = store ?? Store, Table = "readings" }), schema).OpenAsync();
        await sink.WriteAsync([1L], [2L]);
        await sink.BarrierAsync();
        return sink;
    }

    private List<string?[]> Ask(string sql) => StoreReader.Ask(new Question(sql) { Store = Store });
}
