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

    [NativeTheory]
    [InlineData("DELETE FROM readings", "only questions are answered")]
    [InlineData("FROM read_text('/etc/passwd')", "'read_text' is not for questions")]
    [InlineData("SELECT time FROM readings", "there is no column 'value', there are time")]
    [InlineData("SELECT time, note AS value, note FROM readings", "column 'value' is VARCHAR there and cannot be read as float")]
    public async Task Refuses_what_cannot_be_read(string sql, string reason)
    {
        await WriteAsync();

        var error = await Assert.ThrowsAsync<IOException>(() => ReadAsync(new StoreSourceOptions { Path = Store, Sql = sql, Columns = Columns }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task A_store_that_is_not_there_is_not_made()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync(new StoreSourceOptions { Path = Store, Table = "readings", Columns = Columns }));

        Assert.False(File.Exists(Store));
    }

    private string Store => _folder["rows.duckdb"];

    private async Task WriteAsync()
    {
        var sink = await new SinkHarness(new StoreSink(new StoreSinkOptions { Path = Store, Table = "readings" }), Rows.Schema).OpenAsync();
        await sink.WriteAsync(Rows.At(2, note: null), Rows.At(0), Rows.At(1));
        await sink.EndAsync();
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
