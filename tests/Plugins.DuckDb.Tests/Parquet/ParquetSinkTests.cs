using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

public sealed class ParquetSinkTests : IDisposable
{
    private static readonly Schema Readings = new([new("time", ColumnType.Timestamp), new("cycle", ColumnType.Int), new("value", ColumnType.Float), new("note", ColumnType.String)]) { EventTime = "time" };

    private static readonly DateTime Noon = new(2025, 11, 8, 12, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public async Task Writes_one_file_at_the_end()
    {
        var run = await SinkRun.StartAsync(new ParquetSinkOptions { Path = _folder["out.parquet"] }, Readings);

        await run.WriteAsync(new BatchBuilder(Readings).Row(Noon, 1, 1.5, "a text that is longer than twelve bytes").Row(null, null, null, null).Build());
        await run.BarrierAsync();
        var before = _folder.Files;
        await run.EndAsync();

        Assert.Empty(before);
        Assert.Equal(["out.parquet"], _folder.Files);
        Assert.Equal("PAR1", Encoding.ASCII.GetString(File.ReadAllBytes(_folder["out.parquet"])[^4..]));
    }

    [NativeFact]
    public async Task Names_folders_by_time_and_columns()
    {
        var run = await SinkRun.StartAsync(new ParquetSinkOptions { Path = _folder.Path, PartitionBy = ["year", "hour", "cycle", "note"] }, Readings);

        await run.WriteAsync(new BatchBuilder(Readings).Row(Noon, 7, 1.0, "../up & away").Row(Noon.AddHours(-3), 8, 2.0, null).Row(null, null, 3.0, "x").Build());
        await run.EndAsync();

        Assert.Equal(
            [
                "year=2025/hour=12/cycle=7/note=..%2Fup%20%26%20away/lake-0001-000001-0-0.parquet",
                "year=2025/hour=9/cycle=8/note=__HIVE_DEFAULT_PARTITION__/lake-0001-000001-0-1.parquet",
                "year=__HIVE_DEFAULT_PARTITION__/hour=__HIVE_DEFAULT_PARTITION__/cycle=__HIVE_DEFAULT_PARTITION__/note=x/lake-0001-000001-0-2.parquet",
            ],
            _folder.Files);
    }
}
