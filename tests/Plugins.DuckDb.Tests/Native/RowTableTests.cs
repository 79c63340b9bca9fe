using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Native;

public sealed class RowTableTests : IDisposable
{
    private const int RowsOfBatch = 1000;
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("text", ColumnType.String)]);
    private static readonly string Text = new('x', 1000);

    private readonly TempFolder _folder = new();
    private readonly Database _database;

    public RowTableTests() => _database = new Database(_folder["spill"]);

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [NativeFact]
    public void Rows_that_are_cleared_take_neither_memory_nor_disk()
    {
        using var table = new RowTable(_database, "pending", Schema);
        for (var turn = 0; turn < 50; turn++)
        {
            for (var batch = 0; batch < 8; batch++) Append(table);
            table.Flush();
            Assert.Equal(8 * RowsOfBatch, _database.Count("pending"));
            table.Clear();
        }

        Append(table);
        table.Flush();

        Assert.Equal(RowsOfBatch, _database.Count("pending"));
        // Of 400 MB that went through it.
        Assert.InRange(_database.Number("SELECT sum(memory_usage_bytes + temporary_storage_bytes)::BIGINT FROM duckdb_memory()")!.Value, 0, 20_000_000);
    }

    private static void Append(RowTable table)
    {
        var builder = new BatchBuilder(Schema);
        for (var row = 0; row < RowsOfBatch; row++) builder.Row((long)row, Text);
        var built = builder.Build();
        table.Append(built);
        built.Release();
    }
}
