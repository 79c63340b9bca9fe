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

        var restored = await sink.RestoreAsync(new FileSink(new FileSinkOptions { Path = _folder["a.jsonl"] }));
        await restored.WriteAsync([4L]);
        await restored.EndAsync();

        Assert.Equal("{\"n\":1}\n{\"n\":4}\n", Text("a.jsonl"));
    }

    [Fact]
    public async Task Names_the_file_when_its_folder_cannot_be_made()
    {
        _folder.Write("file", "");

        var e = await Assert.ThrowsAsync<IOException>(() => Open("file/a.jsonl"));

        Assert.StartsWith($"cannot write '{_folder["file/a.jsonl"]}': ", e.Message, StringComparison.Ordinal);
    }

    private async Task<SinkHarness> Open(string name) =>
        await new SinkHarness(new FileSink(new FileSinkOptions { Path = _folder[name] }), Schema).OpenAsync();

    private string Text(string name) => File.ReadAllText(_folder[name]);
}
