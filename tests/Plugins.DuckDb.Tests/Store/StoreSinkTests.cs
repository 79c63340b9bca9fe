using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Store;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Store;

public sealed class StoreSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public async Task Rows_are_there_when_their_epoch_is_committed()
    {
        var sink = await OpenAsync();
        await sink.WriteAsync(Rows.At(0), Rows.At(1, note: null));
        await sink.PrepareAsync();

        Assert.Empty(Ask("FROM readings"));
        Assert.True(sink.Context.Written > 0);
        await sink.CommitAsync();

        Assert.Equal([["2025-11-08T12:00:00.000Z", "0", "0", "a"], ["2025-11-08T12:00:01.000Z", "0", "0.5", null]], Ask("FROM readings"));
        await sink.CloseAsync();
        Assert.Equal([["test", "tested", "readings", "1", "1", "0", "2"]], Ask("FROM streamguard.epochs"));
    }

    [NativeFact]
    public async Task Rows_sent_at_once_are_there_at_once()
    {
        var sink = await OpenAsync(delivery: Delivery.AtLeastOnce);
        await sink.WriteAsync(Rows.At(0));

        Assert.Single(Ask("FROM readings"));

        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Every_type_comes_back_as_it_was()
    {
        var schema = new Schema(
        [
            new("t", ColumnType.Timestamp), new("d", ColumnType.Duration), new("b", ColumnType.Bool), new("f", ColumnType.Float), new("s", ColumnType.String),
            new("j", ColumnType.Json), new("l", ColumnType.ListOf(ColumnType.String)),
        ]);
        var sink = await OpenAsync(schema: schema);
        var time = new DateTime(2025, 11, 8, 12, 0, 0, 123, DateTimeKind.Utc).AddMicroseconds(456);
        await sink.WriteAsync([time, Duration.FromSeconds(1), true, double.NaN, "it's \"so\"\n", "{\"a\":1}", new object?[] { "x", null }], [null, null, null, null, null, null, null]);
        await sink.EndAsync();

        Assert.Equal([["2025-11-08T12:00:00.123456Z", "1000000", "true", "NaN", "it's \"so\"\n", "{\"a\":1}", "[\"x\",null]"], new string?[7]], Ask("FROM readings"));
    }

    [NativeFact]
    public async Task A_new_column_is_added_and_one_that_is_gone_stays()
    {
        await WriteAsync(Rows.Schema, Rows.At(0));
        await WriteAsync(new Schema([new("time", ColumnType.Timestamp), new("place", ColumnType.String)]), [Rows.Noon, "here"]);

        Assert.Equal([["0", "a", null], [null, null, "here"]], Ask("SELECT cycle, note, place FROM readings"));
    }

    [NativeFact]
    public async Task A_column_of_another_type_is_refused()
    {
        await WriteAsync(Rows.Schema, Rows.At(0));

        var error = await Assert.ThrowsAsync<IOException>(() => OpenAsync(schema: new Schema([new("note", ColumnType.Int), new("cycle", ColumnType.Int)])));

        Assert.Contains("the table 'readings' has 'note' as VARCHAR, where the rows have int (BIGINT): a column's type is not changed", error.Message, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task A_row_takes_the_place_of_the_one_with_its_key()
    {
        var sink = await OpenAsync(new StoreSinkOptions { Path = _folder["rows.duckdb"], Table = "readings", Key = ["note", "cycle"] });
        await sink.WriteAsync([Rows.Noon, 1L, 1.0, "a"], [Rows.Noon, 1L, 2.0, "a"], [Rows.Noon, 2L, 3.0, null]);
        await sink.BarrierAsync();
        await sink.WriteAsync([Rows.Noon, 1L, 4.0, "a"], [Rows.Noon, 2L, 5.0, null], [Rows.Noon, 2L, 6.0, "a"]);
        await sink.EndAsync();

        Assert.Equal([["1", "a", "4"], ["2", null, "5"], ["2", "a", "6"]], Ask("SELECT cycle, note, value FROM readings ORDER BY value"));
    }

    [NativeFact]
    public async Task Old_rows_go_by_the_newest_and_not_by_one_from_the_future()
    {
        var sink = await OpenAsync(new StoreSinkOptions { Path = _folder["rows.duckdb"], Table = "readings", Retention = new StoreRetention { Age = Duration.FromSeconds(60), Time = "time" } });
        var now = _clock.GetUtcNow().UtcDateTime;
        object?[] At(int second) => [now.AddSeconds(second), 0L, (double)second, "a"];
        await sink.WriteAsync(At(-200), At(-150));
        await sink.BarrierAsync();
        await sink.WriteAsync(At(-100), [null, 0L, 0.0, "without"]);
        await sink.BarrierAsync();
        await sink.WriteAsync(At(1_000_000));
        await sink.BarrierAsync();
        await sink.WriteAsync(At(-30));
        await sink.EndAsync();

        // -200 went with the row of -100 and -150 did not; then the clock counts, and whatever is older than -60 goes.
        Assert.Equal([["0", "without"], ["1000000", "a"], ["-30", "a"]], Ask("SELECT value, note FROM readings"));
    }

    [NativeFact]
    public async Task Two_sinks_share_a_file_and_not_a_table()
    {
        var context = new FakeSinkContext();
        var first = Bound("one");
        var second = Bound("two", table: "others");
        await first.OpenAsync(context, default);
        await second.OpenAsync(context, default);

        var error = await Assert.ThrowsAsync<IOException>(async () => await Bound("three").OpenAsync(context, default));

        Assert.Contains("sinks 'one' and 'three' both write to the table 'readings'", error.Message, StringComparison.Ordinal);
        await first.CloseAsync();
        await second.CloseAsync();
        Assert.Equal([["others"], ["readings"]], Ask("SELECT name FROM (SHOW TABLES)"));
    }

    [NativeFact]
    public async Task A_store_that_another_run_has_open_is_refused_with_its_owner()
    {
        var sink = await OpenAsync();
        var waiting = OpenAsync(clock: TimeProvider.System);

        var error = await Assert.ThrowsAsync<StoreTakenException>(() => waiting);

        Assert.Equal($"'{_folder["rows.duckdb"]}' is open elsewhere, in pipeline 'test' (process {Environment.ProcessId}): end that, or name another file", error.Message);
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task A_store_that_another_run_reads_is_waited_for()
    {
        await (await OpenAsync()).CloseAsync();
        var reading = ReadableStore.Open(StorePaths.Of(_folder["rows.duckdb"]), []);

        var error = await Assert.ThrowsAsync<RetryableException>(() => OpenAsync(clock: TimeProvider.System));

        Assert.Equal($"'{_folder["rows.duckdb"]}' is read by another run or a question, and is written to when that has ended", error.Message);
        reading.Dispose();
        await (await OpenAsync()).CloseAsync();
    }

    [NativeFact]
    public async Task A_store_that_is_read_is_not_taken_for_that_of_a_writer_that_was_killed()
    {
        await (await OpenAsync()).CloseAsync();
        var paths = StorePaths.Of(_folder["rows.duckdb"]);
        File.WriteAllText(paths.Owner, "pipeline 'test' (process 1)");
        using var reading = ReadableStore.Open(paths, []);

        var error = Assert.Throws<StoreTakenException>(() => StoreLock.ToWrite(paths, "another"));

        Assert.True(error.IsRead, error.Message);
    }

    [NativeFact]
    public async Task Who_waits_to_write_comes_before_those_who_have_not_begun_to_read()
    {
        await (await OpenAsync()).CloseAsync();
        var paths = StorePaths.Of(_folder["rows.duckdb"]);
        var reading = ReadableStore.Open(paths, []);
        var waiting = OpenAsync(clock: TimeProvider.System);
        while (Record.Exception(() => StoreLock.ToRead(paths)?.Dispose()) is not StoreTakenException) await Task.Delay(1);

        reading.Dispose();

        await (await waiting).CloseAsync();
        ReadableStore.Open(paths, []).Dispose();
    }

    [NativeFact]
    public async Task A_file_that_is_no_store_is_refused_and_left_alone()
    {
        _folder.Write("rows.duckdb", "no store at all");

        var error = await Assert.ThrowsAsync<IOException>(() => OpenAsync());

        Assert.Contains("cannot be opened as a store, it is damaged or another kind of file: move it away, or name another", error.Message, StringComparison.Ordinal);
        Assert.Equal("no store at all", File.ReadAllText(_folder["rows.duckdb"]));
    }

    [NativeFact]
    public async Task A_store_that_was_removed_is_not_gone_on_with()
    {
        var sink = await OpenAsync();
        await sink.WriteAsync(Rows.At(0));
        await sink.BarrierAsync();
        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        await sink.CloseAsync();
        File.Delete(_folder["rows.duckdb"]);

        var error = await Assert.ThrowsAsync<IOException>(() => sink.RestoreAsync(new StoreSink(Options)));

        Assert.Contains("is not as checkpoint 2 left it: it has none of what was committed; bring it back, or begin anew with --fresh", error.Message, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task Prepared_rows_of_other_columns_are_written_when_it_goes_on()
    {
        var sink = await OpenAsync();
        await sink.WriteAsync(Rows.At(0));
        await sink.PrepareAsync();
        await sink.CloseAsync();
        var wider = new StoreSink(Options);
        wider.Bind(new SinkBinding(new TestBinder(), new Schema([new("time", ColumnType.Timestamp), new("place", ColumnType.String)]), null));
        wider.Restore(new StateReader(sink.Prepared));
        await wider.OpenAsync(new FakeSinkContext(), default);
        await wider.CloseAsync();

        Assert.Equal([["0", "a", null]], Ask("SELECT cycle, note, place FROM readings"));
    }

    private StoreSinkOptions Options => new() { Path = _folder["rows.duckdb"], Table = "readings" };

    private Task<SinkHarness> OpenAsync(StoreSinkOptions? options = null, Schema? schema = null, Delivery? delivery = null, TimeProvider? clock = null) =>
        new SinkHarness(new StoreSink(options ?? Options), schema ?? Rows.Schema, clock ?? _clock).OpenAsync(delivery);

    private async Task WriteAsync(Schema schema, params object?[][] rows)
    {
        var sink = await OpenAsync(schema: schema);
        await sink.WriteAsync(rows);
        await sink.EndAsync();
    }

    private StoreSink Bound(string name, string table = "readings")
    {
        var sink = new StoreSink(Options with { Table = table });
        sink.Bind(new SinkBinding(new TestBinder { Component = name }, Rows.Schema, null));
        return sink;
    }

    /// <summary>By its own connection, or by the run that has it open.</summary>
    private List<string?[]> Ask(string sql) => StoreReader.Ask(new Question(sql) { Store = _folder["rows.duckdb"] });
}
