using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class FileSinkTests : IDisposable
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int)]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_can_be_read_as_soon_as_they_are_flushed()
    {
        var sink = await Open("out/a.jsonl");

        await sink.WriteAsync([1L], [2L]);

        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", Text("out/a.jsonl"));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Appends_to_what_a_file_holds()
    {
        _folder.Write("a.jsonl", "{\"n\":0}\n");

        var sink = await Open("a.jsonl");
        await sink.WriteAsync([1L]);
        await sink.EndAsync();

        Assert.Equal("{\"n\":0}\n{\"n\":1}\n", Text("a.jsonl"));
    }

    [Fact]
    public async Task Ends_a_line_that_another_writer_left_open()
    {
        _folder.Write("a.jsonl", "{\"n\":");

        var sink = await Open("a.jsonl");
        await sink.WriteAsync([1L]);
        await sink.EndAsync();

        Assert.Equal("{\"n\":\n{\"n\":1}\n", Text("a.jsonl"));
    }

    [Fact]
    public async Task Cuts_back_what_no_checkpoint_holds()
    {
        var sink = await Open("a.jsonl");
        await sink.WriteAsync([1L]);
        await sink.BarrierAsync();
        await sink.WriteAsync([2L], [3L]);
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(Sink("a.jsonl"));
        await restored.WriteAsync([4L]);
        await restored.EndAsync();

        Assert.Equal("{\"n\":1}\n{\"n\":4}\n", Text("a.jsonl"));
    }

    [Fact]
    public async Task Names_the_file_when_its_folder_cannot_be_made()
    {
        _folder.Write("file", "");

        var e = await Assert.ThrowsAsync<IOException>(() => Open("file/a.jsonl"));

        Assert.Equal($"cannot write '{_folder["file/a.jsonl"]}': '{_folder["file"]}' is a file, not a folder", e.Message);
    }

    [Fact]
    public async Task Names_a_folder_that_stands_where_the_file_should()
    {
        _folder.Write("a.jsonl/b", "");

        var e = await Assert.ThrowsAsync<IOException>(() => Open("a.jsonl"));

        Assert.Equal($"cannot write '{_folder["a.jsonl"]}': it is a folder", e.Message);
    }

    [Fact]
    public async Task Keeps_a_second_sink_out_of_its_file()
    {
        var sink = await Open("a.jsonl");

        var e = await Assert.ThrowsAsync<IOException>(() => Open("a.jsonl"));

        Assert.Equal($"cannot write '{_folder["a.jsonl"]}': another sink or run is writing to it", e.Message);
        await sink.WriteAsync([1L]);
        Assert.Equal("{\"n\":1}\n", Text("a.jsonl"));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Says_which_file_a_full_disk_stopped()
    {
        File.CreateSymbolicLink(_folder["a.jsonl"], "/dev/full");
        var sink = await Open("a.jsonl");

        var e = await Assert.ThrowsAsync<RetryableException>(() => sink.WriteAsync([1L]));

        Assert.Equal($"cannot write '{_folder["a.jsonl"]}': No space left on device", e.Message);
    }

    [Theory]
    [InlineData("a.jsonl", true)]
    [InlineData("a.jsonl", false)]
    [InlineData("parts", true)]
    public async Task Writes_every_row_once_when_the_disk_is_full_for_a_while(string path, bool keepsCheckpoints)
    {
        var rows = Enumerable.Range(0, 200_000).Select(n => new object?[] { (long)n }).ToArray();
        var writes = 0;

        using (FaultPoints.Watch(point => _ = point == "file.write.before" && ++writes % 2 == 1 ? throw new IOException("full", 28) : 0))
        {
            var sink = new SinkHarness(Sink(path), Schema) { Retries = true, Binder = { KeepsCheckpoints = keepsCheckpoints } };
            await sink.OpenAsync();
            await sink.WriteAsync(rows[..150_000]);
            await sink.BarrierAsync();
            await sink.WriteAsync(rows[150_000..]);
            await sink.EndAsync();
        }

        var lines = Directory.GetFiles(_folder.Path, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadLines);
        Assert.True(lines.SequenceEqual(rows.Select(row => $"{{\"n\":{row[0]}}}")));
        Assert.True(writes > 10, $"{writes} writes");
    }

    [Fact]
    public async Task Shows_rows_when_their_epoch_commits_where_checkpoints_are_kept()
    {
        var sink = new SinkHarness(Sink("a.jsonl"), Schema) { Binder = { KeepsCheckpoints = true } };
        await sink.OpenAsync();
        await sink.WriteAsync([1L]);
        await sink.PrepareAsync();
        await sink.WriteAsync([2L]);
        Assert.Equal("", Text("a.jsonl"));

        await sink.CommitAsync();

        Assert.Equal("{\"n\":1}\n", Text("a.jsonl"));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_fresh_run_removes_the_rows_that_a_crash_left_and_nothing_else()
    {
        _folder.Write(".streamguard/a.jsonl.000007.rows", "{\"n\":7}\n");
        _folder.Write(".streamguard/b.jsonl.000007.rows", "another sink's");
        var sink = new SinkHarness(Sink("a.jsonl"), Schema) { Binder = { KeepsCheckpoints = true } };

        await (await sink.OpenAsync()).EndAsync();

        Assert.Equal([_folder[".streamguard/b.jsonl.000007.rows"]], Directory.GetFiles(_folder[".streamguard"], "*.rows"));
        Assert.Equal("", Text("a.jsonl"));
    }

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("parts")]
    public async Task Refuses_to_go_on_where_another_run_has_written_since(string path)
    {
        var sink = await Open(path);
        await sink.WriteAsync([1L]);
        await sink.BarrierAsync();
        await sink.CloseAsync();
        await (await Open(path)).EndAsync();

        var e = await Assert.ThrowsAsync<IOException>(() => sink.RestoreAsync(Sink(path)));

        Assert.Equal($"another run has written to '{_folder[path]}' since the checkpoint was taken: begin anew with --fresh", e.Message);
    }

    [Fact]
    public async Task Refuses_a_file_that_was_cut_behind_its_back()
    {
        var sink = await Open("a.jsonl");
        await sink.WriteAsync([1L]);
        await sink.BarrierAsync();
        await sink.CloseAsync();
        _folder.Write("a.jsonl", "");

        var e = await Assert.ThrowsAsync<IOException>(() => sink.RestoreAsync(Sink("a.jsonl")));

        Assert.Contains("0 bytes, fewer than the 8", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_a_header_once_however_often_it_runs()
    {
        for (var run = 1L; run <= 2; run++)
        {
            var sink = await Open("a.csv");
            await sink.WriteAsync([run]);
            await sink.EndAsync();
        }

        Assert.Equal("n\n1\n2\n", Text("a.csv"));
    }

    [Fact]
    public async Task Refuses_to_append_to_a_table_of_other_columns()
    {
        _folder.Write("a.csv", "other\n1\n");

        var e = await Assert.ThrowsAsync<IOException>(() => Open("a.csv"));

        Assert.Equal($"cannot append to '{_folder["a.csv"]}': its first line is not the header n", e.Message);
    }

    [Theory]
    [InlineData("a.txt", null, false, "SG604")]
    [InlineData("a.txt", FileFormat.Csv, false, null)]
    [InlineData("a.jsonl.gz", null, false, "SG604")]
    [InlineData("a.jsonl", null, true, "SG603")]
    [InlineData("folder", null, true, null)]
    public void Checks_its_options(string path, FileFormat? format, bool rolls, string? code)
    {
        var sink = new FileSink(new FileSinkOptions { Path = path, Format = format, Roll = rolls ? new RollOptions() : null });
        var binder = new TestBinder();

        sink.Bind(new SinkBinding(binder, Schema, delivery: null));

        Assert.Equal(code is null ? [] : [code], binder.Codes);
    }

    private FileSink Sink(string name) => new(new FileSinkOptions { Path = _folder[name] });

    private async Task<SinkHarness> Open(string name) =>
        await new SinkHarness(Sink(name), Schema).OpenAsync();

    private string Text(string name) => File.ReadAllText(_folder[name]);
}
