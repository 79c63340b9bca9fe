using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

public sealed class ParquetSinkTests : IDisposable
{
    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [NativeFact]
    public async Task Shows_a_part_when_its_epoch_commits()
    {
        var sink = await _lake.OpenAsync(Rows.Schema);

        await sink.WriteAsync(Rows.At(1));
        await sink.EndAsync();

        Assert.Equal(["tested-0001-000001-0-0.parquet"], _lake.Files);
        Assert.Equal(new FileInfo(Path.Combine(_lake.Path, _lake.Files[0])).Length, sink.Context.Written);
        Assert.Equal([Rows.At(1)], await _lake.ReadAsync(Rows.Schema));
    }

    [NativeFact]
    public async Task Keeps_rows_over_epochs_until_they_are_rolled()
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake.Path, Roll = new ParquetRoll { Rows = 3 } });

        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        await sink.WriteAsync(Rows.At(2));
        await sink.BarrierAsync();
        var before = _lake.Files;
        await sink.WriteAsync(Rows.At(3));
        await sink.PrepareAsync();
        var prepared = _lake.Files;
        await sink.CommitAsync();

        Assert.Empty(before);
        Assert.Empty(prepared);
        Assert.Equal(["tested-0001-000003-0-0.parquet"], _lake.Files);
        Assert.Equal([Rows.At(1), Rows.At(2), Rows.At(3)], await _lake.ReadAsync(Rows.Schema));
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Rolls_by_time_since_the_first_row()
    {
        var clock = new ManualClock();
        var sink = await _lake.OpenAsync(Rows.Schema, clock: clock);
        clock.Advance(TimeSpan.FromHours(1));

        await sink.WriteAsync(Rows.At(1));
        clock.Advance(TimeSpan.FromMinutes(9));
        await sink.BarrierAsync();
        var before = _lake.Files.Count;
        clock.Advance(TimeSpan.FromMinutes(1));
        await sink.BarrierAsync();

        Assert.Equal((0, 1), (before, _lake.Files.Count));
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Rolls_by_time_that_has_passed_whatever_the_wall_clock_shows()
    {
        var clock = new ManualClock();
        var sink = await _lake.OpenAsync(Rows.Schema, clock: clock);
        await sink.WriteAsync(Rows.At(1));
        clock.Advance(TimeSpan.FromMinutes(9));
        clock.Jump(TimeSpan.FromHours(1));
        await sink.BarrierAsync();
        var before = _lake.Files.Count;

        clock.Jump(TimeSpan.FromHours(-2));
        clock.Advance(TimeSpan.FromMinutes(1));
        await sink.BarrierAsync();

        Assert.Equal((0, 1), (before, _lake.Files.Count));
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Rolls_by_size()
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake.Path, Roll = new ParquetRoll { Size = new ByteSize(1 << 20) } });

        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        var before = _lake.Files.Count;
        await sink.WriteAsync(Rows.At(2, new string('x', 1 << 20)));
        await sink.BarrierAsync();

        Assert.Equal((0, 1), (before, _lake.Files.Count));
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Names_folders_by_time_and_columns()
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake.Path, PartitionBy = ["year", "hour", "cycle", "note"] });

        await sink.WriteAsync([Rows.Noon, 7L, 1.0, "../up & away"], [Rows.Noon.AddHours(-3), 8L, 2.0, null], [null, null, 3.0, "x"]);
        await sink.EndAsync();

        Assert.Equal(
            [
                "year=2025/hour=12/cycle=7/note=..%2Fup%20%26%20away/tested-0001-000001-0-0.parquet",
                "year=2025/hour=9/cycle=8/note=__HIVE_DEFAULT_PARTITION__/tested-0001-000001-0-1.parquet",
                "year=__HIVE_DEFAULT_PARTITION__/hour=__HIVE_DEFAULT_PARTITION__/cycle=__HIVE_DEFAULT_PARTITION__/note=x/tested-0001-000001-0-2.parquet",
            ],
            _lake.Files);
    }

    [NativeFact]
    public async Task Writes_one_file_at_the_end()
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake["out.parquet"] });

        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        var before = _lake.Files;
        await sink.EndAsync();

        Assert.Empty(before);
        Assert.Equal(["out.parquet"], _lake.Files);
    }

    [NativeFact]
    public async Task Writes_more_partitions_than_can_be_open_each_to_one_part()
    {
        var random = new Random(3);
        object?[][] rows = [.. Enumerable.Range(0, 9000).Select(second => (object?[])[Rows.Noon.AddSeconds(second), random.Next(151) is > 0 and var cycle ? (long)cycle : null, second / 2.0, "a"])];
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake.Path, PartitionBy = ["cycle"] });

        await sink.WriteAsync(rows[..4000]);
        await sink.BarrierAsync();
        await sink.WriteAsync(rows[4000..]);
        await sink.EndAsync();

        Assert.Equal(151, _lake.Files.Count);
        Assert.Equal(rows, await _lake.ReadAsync(Rows.Schema, "", "time"));
        Assert.Equal(rows.Where(row => row[1] is 7L), await _lake.ReadAsync(Rows.Schema, "cycle=7"));
        Assert.Empty(_lake.Unfinished);
    }

    [NativeFact]
    public async Task Without_rows_there_is_no_part()
    {
        var sink = await _lake.OpenAsync(Rows.Schema);

        await sink.BarrierAsync();
        await sink.EndAsync();

        Assert.Empty(_lake.Files);
    }

    [NativeFact]
    public async Task Says_which_path_cannot_be_written()
    {
        File.WriteAllText(_lake["file"], "");

        var error = await Assert.ThrowsAsync<IOException>(() => _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake["file/lake"] }));

        Assert.StartsWith($"cannot write Parquet to '{_lake["file/lake"]}': ", error.Message, StringComparison.Ordinal);
    }
}
