using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

/// <summary>What a sink finds that starts after another one: its files, its state, its remains.</summary>
public sealed class ParquetSinkRecoveryTests : IDisposable
{
    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [NativeFact]
    public async Task Goes_on_with_rows_that_were_in_no_part_yet()
    {
        var sink = await _lake.OpenAsync(Rows.Schema);
        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        await sink.WriteAsync(Rows.At(2));
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(_lake.Sink());
        await restored.WriteAsync(Rows.At(2));
        await restored.EndAsync();

        Assert.Equal([Rows.At(1), Rows.At(2)], await _lake.ReadAsync(Rows.Schema));
    }

    [NativeFact]
    public async Task Shows_parts_that_were_prepared_and_not_committed()
    {
        var options = new ParquetSinkOptions { Path = _lake.Path, Roll = new ParquetRoll { Rows = 1 } };
        var sink = await _lake.OpenAsync(Rows.Schema, options);
        await sink.WriteAsync(Rows.At(1));
        await sink.PrepareAsync();
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(_lake.Sink(options));
        var shown = _lake.Files;
        await restored.EndAsync();

        Assert.Equal(["tested-0001-000001-0-0.parquet"], shown);
        Assert.Equal(shown, _lake.Files);
    }

    [NativeFact]
    public async Task Commits_an_epoch_twice_without_harm()
    {
        var options = new ParquetSinkOptions { Path = _lake.Path, Roll = new ParquetRoll { Rows = 1 } };
        var sink = await _lake.OpenAsync(Rows.Schema, options);
        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(_lake.Sink(options));
        await restored.CommitAsync();
        await restored.EndAsync();

        Assert.Equal([Rows.At(1)], await _lake.ReadAsync(Rows.Schema));
    }

    [NativeFact]
    public async Task Adds_to_what_an_earlier_run_has_written()
    {
        for (var run = 1; run <= 2; run++)
        {
            var sink = await _lake.OpenAsync(Rows.Schema);
            await sink.WriteAsync(Rows.At(run));
            await sink.EndAsync();
        }

        Assert.Equal(["tested-0001-000001-0-0.parquet", "tested-0002-000001-0-0.parquet"], _lake.Files);
        Assert.Equal([Rows.At(1), Rows.At(2)], await _lake.ReadAsync(Rows.Schema));
    }

    [NativeFact]
    public async Task Removes_what_a_dead_run_left()
    {
        var dead = await _lake.OpenAsync(Rows.Schema);
        await dead.WriteAsync(Rows.At(1));
        await dead.BarrierAsync();
        await dead.CloseAsync();
        var left = _lake.Unfinished;

        var sink = await _lake.OpenAsync(Rows.Schema);
        await sink.EndAsync();

        Assert.Equal([".streamguard/tested-1/owner", ".streamguard/tested-1/pending-1.rows"], left);
        Assert.Empty(_lake.Unfinished);
        Assert.Empty(_lake.Files);
    }

    [NativeFact]
    public async Task Leaves_what_another_sink_left_whose_name_begins_alike()
    {
        var left = _lake[".streamguard/tested-two-1/pending-1.rows"];
        Directory.CreateDirectory(Path.GetDirectoryName(left)!);
        File.WriteAllText(left, "another's");

        await (await _lake.OpenAsync(Rows.Schema)).EndAsync();

        Assert.True(File.Exists(left));
    }

    [NativeFact]
    public async Task Writes_every_row_once_when_the_disk_is_full_for_a_while()
    {
        // Each of them fails twice out of three times.
        var reached = new Dictionary<string, int> { ["parquet.write.before"] = 0, ["parquet.flush.before"] = 0, ["parquet.rename.before"] = 0 };

        using (FaultPoints.Watch(point => _ = reached.ContainsKey(point) && ++reached[point] % 3 != 0 ? throw new IOException("full", 28) : 0))
        {
            var sink = new SinkHarness(_lake.Sink(new ParquetSinkOptions { Path = _lake.Path, PartitionBy = ["cycle"], Roll = new ParquetRoll { Rows = 2 } }), Rows.Schema) { Retries = true };
            await sink.OpenAsync();
            foreach (var second in Enumerable.Range(1, 4))
            {
                await sink.WriteAsync(Rows.At(second), Rows.At(second + 60));
                await sink.BarrierAsync();
            }

            await sink.EndAsync();
        }

        Assert.Equal([.. Enumerable.Range(1, 4).Select(second => Rows.At(second)), .. Enumerable.Range(61, 4).Select(second => Rows.At(second))], await _lake.ReadAsync(Rows.Schema, "", "time"));
        Assert.All(reached.Values, times => Assert.True(times > 6));
    }

    [NativeFact]
    public async Task Names_rows_of_its_checkpoint_that_are_gone()
    {
        var sink = await _lake.OpenAsync(Rows.Schema);
        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        await sink.CloseAsync();
        await (await _lake.OpenAsync(Rows.Schema)).EndAsync();

        var error = await Assert.ThrowsAsync<IOException>(() => sink.RestoreAsync(_lake.Sink()));

        Assert.Contains($"'{_lake[".streamguard/tested-1/pending-1.rows"]}', which has rows of the checkpoint, is gone: bring it back, or begin anew with --fresh", error.Message, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task Leaves_the_files_of_a_run_that_lives()
    {
        var living = await _lake.OpenAsync(Rows.Schema);
        await living.WriteAsync(Rows.At(1));
        await living.BarrierAsync();

        var sink = await _lake.OpenAsync(Rows.Schema);
        await sink.EndAsync();
        await living.EndAsync();

        Assert.Equal([Rows.At(1)], await _lake.ReadAsync(Rows.Schema));
    }

    [NativeFact]
    public async Task Removes_files_of_rows_when_no_checkpoint_names_them()
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake.Path, Roll = new ParquetRoll { Rows = 2 } });
        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        await sink.WriteAsync(Rows.At(2));
        await sink.BarrierAsync();
        var needed = _lake.Unfinished;

        await sink.BarrierAsync();

        Assert.Contains(".streamguard/tested-1/pending-1.rows", needed);
        Assert.Equal([".streamguard/tested-1/lock", ".streamguard/tested-1/owner"], _lake.Unfinished);
        await sink.CloseAsync();
    }

    [NativeFact]
    public async Task Refuses_a_file_that_exists()
    {
        File.WriteAllText(_lake["out.parquet"], "mine");

        var error = await Assert.ThrowsAsync<IOException>(() => _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake["out.parquet"] }));

        Assert.Contains("exists: remove it, write to a folder, or set replace: true", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_lake["out.parquet"]));
    }

    [NativeFact]
    public async Task Replaces_a_file_when_told_to()
    {
        File.WriteAllText(_lake["out.parquet"], "old");
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake["out.parquet"], Replace = true });

        await sink.WriteAsync(Rows.At(1));
        await sink.BarrierAsync();
        var before = File.ReadAllText(_lake["out.parquet"]);
        await sink.EndAsync();

        Assert.Equal("old", before);
        Assert.Equal([Rows.At(1)], await _lake.ReadAsync(Rows.Schema, "out.parquet"));
    }
}
