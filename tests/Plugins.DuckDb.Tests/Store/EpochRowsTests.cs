using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Store;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Store;

public sealed class EpochRowsTests : IDisposable
{
    private const int RowsOfBatch = 1000;
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("text", ColumnType.String)]);
    private static readonly string Text = new('x', 1000);

    private readonly TempFolder _folder = new();
    private readonly RunFolder _run;
    private readonly Database _database;
    private readonly EpochRows _rows;

    public EpochRowsTests()
    {
        _run = RunFolder.Open(_folder.Path, "tested", new FakeRunContext(), new HashSet<string>());
        _database = new Database(_folder["spill"]);
        _rows = new EpochRows(_database, Schema, _run, "write to the store");
    }

    public void Dispose()
    {
        _rows.Dispose();
        _database.Dispose();
        _run.Dispose();
        _folder.Dispose();
    }

    [NativeFact]
    public async Task Rows_that_do_not_fit_into_memory_come_to_files_in_order()
    {
        for (var batch = 0; batch < 30; batch++) await AddAsync(batch);
        Assert.Equal(30 * RowsOfBatch, _rows.Rows);

        var files = await _rows.TakeAsync();

        Assert.True(files.Count > 2, $"{files.Count} files");
        Assert.Equal(Numbers(0, 30), Read(files));
        Assert.Equal(0, _rows.Rows);
        await AddAsync(30);
        Assert.Equal(Numbers(30, 1), Read(await _rows.TakeAsync()));
    }

    [NativeFact]
    public async Task A_file_that_cannot_be_written_in_the_background_is_told_and_written_again()
    {
        var inTheWay = Directory.CreateDirectory(Path.Combine(_run.Path, "odd-1.rows"));
        // Until it is needed that those that leave are in a file.
        for (var batch = 0; batch < 10; batch++) await AddAsync(batch);
        await Assert.ThrowsAsync<IOException>(_rows.TakeAsync);
        await Assert.ThrowsAsync<IOException>(_rows.TakeAsync);

        inTheWay.Delete();
        var files = await _rows.TakeAsync();

        Assert.Equal(Numbers(0, 10), Read(files));
    }

    private static IEnumerable<long> Numbers(int fromBatch, int batches) => Enumerable.Range(fromBatch * RowsOfBatch, batches * RowsOfBatch).Select(n => (long)n);

    private async Task AddAsync(int batch)
    {
        var builder = new BatchBuilder(Schema);
        for (var row = 0; row < RowsOfBatch; row++) builder.Row((long)(batch * RowsOfBatch + row), Text);
        var built = builder.Build();
        await _rows.AddAsync(built);
        built.Release();
    }

    private List<long> Read(IReadOnlyList<string> files)
    {
        var found = new List<long>();
        foreach (var file in files)
        {
            using var query = new Query(_database, $"SELECT n FROM read_parquet({Connection.Quote(file)})", new Schema([new("n", ColumnType.Int)]));
            while (query.Next() is var (columns, rows))
            {
                found.AddRange(((FixedColumn<long>)columns[0]).Values[..rows]);
                columns[0].Release();
            }
        }

        return found;
    }
}
