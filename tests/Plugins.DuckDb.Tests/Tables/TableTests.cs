using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Tables;

namespace StreamGuard.Plugins.DuckDb.Tests.Tables;

public sealed class TableTests : IDisposable
{
    private static readonly ColumnSpec[] Columns =
    [
        new() { Name = "device", Type = ColumnType.String },
        new() { Name = "high", Type = ColumnType.Float, From = "limit" },
        new() { Name = "since", Type = ColumnType.Timestamp },
    ];

    private const string Rows = "(VALUES ('a', 1.5::DOUBLE, TIMESTAMPTZ '2025-11-08 14:30:00+00'), ('b', NULL, NULL)) AS t(device, \"limit\", since)";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_a_parquet_file()
    {
        var file = Parquet();

        var table = new ParquetTable().Read(new TableRequest { Path = file, Columns = Columns });

        Assert.Equal([["a", 1.5, new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc)], ["b", null, null]], Values(table));
        Assert.Equal(32, table.Hash!.Length);
    }

    [Fact]
    public void Reads_the_rows_of_a_query_over_files()
    {
        var file = Parquet();

        var table = new SqlTable().Read(new TableRequest { Sql = $"SELECT * FROM '{file}' WHERE device = 'a';", Columns = Columns[..1] });

        Assert.Equal([["a"]], Values(table));
    }

    [Fact]
    public void Asks_a_database_that_it_cannot_change()
    {
        var file = _folder["x.duckdb"];
        using (var database = new Database(_folder["tmp"])) database.Run($"ATTACH '{file}' AS made; CREATE TABLE made.devices AS SELECT * FROM {Rows}");

        var table = new SqlTable().Read(new TableRequest { Sql = "SELECT device, \"limit\" FROM devices ORDER BY device DESC", Database = file, Columns = Columns[..2] });

        Assert.Equal([["b", null], ["a", 1.5]], Values(table));
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        var file = Parquet();
        var half = _folder.Write("half.parquet", File.ReadAllBytes(file)[..100]);
        var other = new ColumnSpec { Name = "limits", Type = ColumnType.Int };

        Assert.Equal($"the table '{_folder["none.parquet"]}' does not exist", Assert.Throws<FileNotFoundException>(() => Read(_folder["none.parquet"])).Message);
        Assert.Throws<DuckDbException>(() => Read(half));
        Assert.Equal($"there is no column 'limits' in '{file}', which has device, limit, since", Assert.Throws<DuckDbException>(() => Read(file, other)).Message);
        Assert.Contains("limit", Assert.Throws<DuckDbException>(() => Read(file, other with { From = "limit" })).Message, StringComparison.Ordinal);
    }

    private static TableRows Read(string path, params ColumnSpec[] columns) => new ParquetTable().Read(new TableRequest { Path = path, Columns = columns.Length == 0 ? Columns : columns });

    private string Parquet()
    {
        using var database = new Database(_folder["tmp"]);
        database.Run($"COPY (SELECT * FROM {Rows}) TO '{_folder["t.parquet"]}' (FORMAT parquet)");
        return _folder["t.parquet"];
    }

    private static List<object?[]> Values(TableRows table) =>
        [.. Enumerable.Range(0, table.Rows.Rows).Select(row => table.Rows.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())];
}
