using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

public sealed class ParquetSourceTests : IDisposable
{
    private static readonly Schema Values = new([new("value", ColumnType.Float)]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [NativeFact]
    public async Task Reads_files_in_the_order_of_their_paths()
    {
        await WriteAsync("b.parquet", 3, 4);
        await WriteAsync("a.parquet", 1, 2);

        var rows = await _lake.ReadAsync(Values, "*.parquet");

        Assert.Equal([0.5, 1.0, 1.5, 2.0], rows.Select(row => (double)row[0]!));
    }

    [NativeFact]
    public async Task Sorts_by_columns_when_told_to()
    {
        await WriteAsync("a.parquet", 3, 1, 2);

        var rows = await _lake.ReadAsync(Values, "a.parquet", "value");

        Assert.Equal([0.5, 1.0, 1.5], rows.Select(row => (double)row[0]!));
    }

    [NativeFact]
    public async Task Goes_on_behind_the_rows_that_a_checkpoint_has()
    {
        await WriteAsync("a.parquet", [.. Enumerable.Range(0, 5000)]);

        var output = await _lake.ReadBatchesAsync(Values, "a.parquet", position: 4990);

        Assert.Equal(5000, output.Expected);
        Assert.Equal(10, output.Batches.Sum(batch => batch.Rows));
        Assert.Equal((2495.0, 4990L), (output.Batches[0].Floats(0)[0], output.Batches[0].Origin!.Position(0)));
        Assert.Equal([_lake["a.parquet"]], output.Finished);
    }

    [NativeFact]
    public async Task Reads_a_narrower_type_as_a_wider_one()
    {
        Run($"COPY (SELECT 1::TINYINT AS small, 2.5::FLOAT AS single, 1.25::DECIMAL(9, 2) AS price, DATE '2025-11-08' AS day) TO '{_lake["a.parquet"]}'");

        var rows = await _lake.ReadAsync(new Schema([new("small", ColumnType.Int), new("single", ColumnType.Float), new("price", ColumnType.Float), new("day", ColumnType.Timestamp)]), "a.parquet");

        Assert.Equal([1L, 2.5, 1.25, new DateTime(2025, 11, 8, 0, 0, 0, DateTimeKind.Utc)], Assert.Single(rows));
    }

    [NativeFact]
    public async Task Says_which_column_is_missing()
    {
        await WriteAsync("a.parquet", 1);

        var error = await Assert.ThrowsAsync<DuckDbException>(() => _lake.ReadAsync(new Schema([new("valve", ColumnType.Float)]), "a.parquet"));

        Assert.Equal($"there is no column 'valve' in '{_lake["a.parquet"]}', which has time, cycle, value, note", error.Message);
    }

    [NativeFact]
    public async Task Does_not_read_text_as_a_number()
    {
        await WriteAsync("a.parquet", 1);

        var error = await Assert.ThrowsAsync<DuckDbException>(() => _lake.ReadAsync(new Schema([new("note", ColumnType.Int)]), "a.parquet"));

        Assert.Equal("column 'note' is VARCHAR there and cannot be read as int", error.Message);
    }

    [NativeFact]
    public async Task Says_when_no_file_is_there()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _lake.ReadAsync(Values, "none/*.parquet"));

        Assert.Equal($"no Parquet file matches '{_lake["none/*.parquet"]}'", error.Message);
    }

    [NativeFact]
    public async Task A_file_that_is_none_is_named()
    {
        File.WriteAllText(_lake["a.parquet"], "no parquet, although it is called so");

        var error = await Assert.ThrowsAsync<DuckDbException>(() => _lake.ReadAsync(Values, "a.parquet"));

        Assert.Contains(_lake["a.parquet"], error.Message, StringComparison.Ordinal);
    }

    private async Task WriteAsync(string name, params int[] seconds)
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake[name] });
        await sink.WriteAsync([.. seconds.Select(second => Rows.At(second))]);
        await sink.EndAsync();
    }

    private void Run(string sql)
    {
        using var database = new Database(_lake["spill"]);
        database.Run(sql);
    }
}
