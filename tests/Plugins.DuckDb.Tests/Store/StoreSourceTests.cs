using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Store;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Store;

public sealed class StoreSourceTests : IDisposable
{
    private static readonly Dictionary<string, ColumnType> Columns = new() { ["time"] = ColumnType.Timestamp, ["value"] = ColumnType.Float, ["note"] = ColumnType.String };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public async Task Reads_a_table_in_the_order_it_was_written_in()
    {
        await WriteAsync();

        Assert.Equal([[Rows.Noon.AddSeconds(2), 1.0, null], [Rows.Noon, 0.0, "a"], [Rows.Noon.AddSeconds(1), 0.5, "a"]], await ReadAsync(new StoreSourceOptions { Path = Store, Table = "readings", Columns = Columns }));
    }

    [NativeFact]
    public async Task Reads_a_question_from_a_position_on()
    {
        await WriteAsync();
        const string sql = "SELECT * FROM readings ORDER BY time;";

        Assert.Equal([[Rows.Noon.AddSeconds(1), 0.5, "a"], [Rows.Noon.AddSeconds(2), 1.0, null]], await ReadAsync(new StoreSourceOptions { Path = Store, Sql = sql, Columns = Columns }, sql, 1));
    }

    [NativeFact]
    public async Task A_pipeline_that_has_it_open_hands_over_what_it_has_committed()
    {
        var columns = new Dictionary<string, ColumnType>(Columns) { ["flag"] = ColumnType.Bool, ["n"] = ColumnType.Int, ["all"] = ColumnType.ListOf(ColumnType.Float), ["at"] = ColumnType.ListOf(ColumnType.Timestamp) };
        var options = new StoreSourceOptions
        {
            Path = Store,
            Sql = "SELECT *, cycle > 0 AS flag, cycle AS n, [value, 'NaN'::DOUBLE, NULL, '-inf'::DOUBLE, 1e300] AS all, [time] AS at FROM readings ORDER BY time DESC",
            Columns = columns,
        };
        var sink = await OpenAsync();

        var handed = await ReadAsync(options, options.Sql, 1);
        await sink.EndAsync();
        var read = await ReadAsync(options, options.Sql, 1);

        Assert.Equal([[Rows.Noon.AddSeconds(1), 0.5, "a", false, 0L], [Rows.Noon, 0.0, "a", false, 0L]], handed.Select(row => row[..5]));
        Assert.Equal<object?>([0.5, double.NaN, null, double.NegativeInfinity, 1e300], (IEnumerable<object?>)handed[0][5]!);
        Assert.Equal(read, handed);
    }

    [NativeFact]
    public async Task More_rows_than_a_batch_come_in_their_order_while_it_is_open()
    {
        var sink = await OpenAsync();

        var rows = await ReadAsync(new StoreSourceOptions { Path = Store, Sql = "SELECT range AS n FROM range(10000)", Columns = new Dictionary<string, ColumnType> { ["n"] = ColumnType.Int } });

        Assert.Equal(Enumerable.Range(0, 10_000).Select(n => (object?)(long)n), rows.Select(row => row[0]));
        await sink.EndAsync();
    }

    [NativeTheory]
    [InlineData("DELETE FROM readings", "only questions are answered")]
    [InlineData("FROM read_text('/etc/passwd')", "'read_text' is not for questions")]
    [InlineData("SELECT time FROM readings", "there is no column 'value', there are time")]
    [InlineData("SELECT time, note AS value, note FROM readings", "column 'value' is VARCHAR there and cannot be read as float")]
    public async Task Refuses_what_cannot_be_read(string sql, string reason)
    {
        var sink = await OpenAsync();
        foreach (var isOpen in new[] { true, false })
        {
            if (!isOpen) await sink.EndAsync();

            var error = await Assert.ThrowsAsync<IOException>(() => ReadAsync(new StoreSourceOptions { Path = Store, Sql = sql, Columns = Columns }));

            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [NativeFact]
    public async Task A_store_that_is_not_there_is_not_made()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync(new StoreSourceOptions { Path = Store, Table = "readings", Columns = Columns }));

        Assert.False(File.Exists(Store));
    }

    private string Store => _folder["rows.duckdb"];

    private async Task WriteAsync() => await (await OpenAsync()).EndAsync();

    private async Task<SinkHarness> OpenAsync()
    {
        var sink = await new SinkHarness(new StoreSink(new StoreSinkOptions { Path = Store, Table = "readings" }), Rows.Schema).OpenAsync();
        await sink.WriteAsync(Rows.At(2, note: null), Rows.At(0), Rows.At(1));
        await sink.BarrierAsync();
        return sink;
    }

    private static async Task<List<object?[]>> ReadAsync(StoreSourceOptions options, string partition = "", long position = 0)
    {
        var source = new StoreSource(options);
        source.Bind(new SourceBinding(new TestBinder(), hasDecoder: false, maxLine: 1));
        var output = new FakeSourceOutput();
        output.Saved[partition] = position;
        await source.RunAsync(output, default);
        var rows = output.Batches.SelectMany(batch => Enumerable.Range(0, batch.Rows).Select(row => batch.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())).ToList();
        foreach (var batch in output.Batches) batch.Release();
        return rows;
    }
}
