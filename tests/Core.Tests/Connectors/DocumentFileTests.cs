using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class DocumentFileTests : IDisposable
{
    private static readonly Schema Rows = new([new("user", ColumnType.String), new("inner", ColumnType.Json)]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shows_all_rows_as_one_array_with_each_epoch()
    {
        var run = await new SinkHarness(new FileSink(Sink()), Rows).OpenAsync();
        await run.WriteAsync(["a", "{\"x\":1}"], ["b", null]);
        Assert.False(File.Exists(Path));

        await run.BarrierAsync();
        Assert.Equal("[\n{\"user\":\"a\",\"inner\":{\"x\":1}},\n{\"user\":\"b\",\"inner\":null}\n]\n", File.ReadAllText(Path));

        await run.WriteAsync(["c", null]);
        await run.BarrierAsync();
        Assert.Equal("[\n{\"user\":\"a\",\"inner\":{\"x\":1}},\n{\"user\":\"b\",\"inner\":null},\n{\"user\":\"c\",\"inner\":null}\n]\n", File.ReadAllText(Path));
    }

    [Fact]
    public async Task Shows_the_newest_row_as_one_object_where_asked_to()
    {
        var run = await new SinkHarness(new FileSink(Sink() with { Single = true }), Rows).OpenAsync();
        await run.BarrierAsync();
        Assert.False(File.Exists(Path));

        await run.WriteAsync(["a", null], ["b", "[2]"]);
        await run.BarrierAsync();

        Assert.Equal("{\"user\":\"b\",\"inner\":[2]}\n", File.ReadAllText(Path));
    }

    [Fact]
    public async Task An_epoch_that_was_prepared_is_shown_after_a_crash_and_what_came_behind_it_is_not()
    {
        var run = await new SinkHarness(new FileSink(Sink()), Rows).OpenAsync();
        await run.WriteAsync(["a", null]);
        await run.PrepareAsync();
        await run.WriteAsync(["lost", null]);
        await run.CloseAsync();

        var again = await run.RestoreAsync(new FileSink(Sink()));
        Assert.Equal("[\n{\"user\":\"a\",\"inner\":null}\n]\n", File.ReadAllText(Path));

        await again.WriteAsync(["b", null]);
        await again.BarrierAsync();
        Assert.Equal("[\n{\"user\":\"a\",\"inner\":null},\n{\"user\":\"b\",\"inner\":null}\n]\n", File.ReadAllText(Path));
    }

    [Fact]
    public void At_the_end_of_a_bounded_input_only()
    {
        var target = Open(isSingle: false);
        target.Append("{\"n\":1}\n"u8);
        Epoch(target);
        Assert.False(File.Exists(Path));

        target.End();
        Epoch(target);

        Assert.Equal("[\n{\"n\":1}\n]\n", File.ReadAllText(Path));
        target.Close();
    }

    [Fact]
    public void Without_rows_an_array_is_empty()
    {
        var target = Open(isSingle: false);
        target.End();

        Epoch(target);

        Assert.Equal("[]\n", File.ReadAllText(Path));
        target.Close();
    }

    [Fact]
    public void Two_rows_are_no_single_one_and_the_last_document_stays()
    {
        _folder.Write("report.json", "{}");
        var target = Open(isSingle: true);
        target.Append("{\"n\":1}\n{\"n\":2}\n"u8);
        target.End();

        var problem = Assert.Throws<IOException>(() => Epoch(target));

        Assert.EndsWith("report.json' is to be one row, and 2 came: aggregate them, or leave out single", problem.Message);
        Assert.Equal("{}", File.ReadAllText(Path));
        target.Close();
    }

    private string Path => _folder["report.json"];

    private FileSinkOptions Sink() => new() { Path = Path, Format = FileFormat.Document };

    private DocumentFile Open(bool isSingle)
    {
        var target = new DocumentFile(Path, isSingle, atEnd: true);
        target.Open(TimeProvider.System);
        return target;
    }

    private static void Epoch(DocumentFile target)
    {
        target.Prepare(1, new StateWriter(new System.Buffers.ArrayBufferWriter<byte>()));
        target.Commit();
    }
}
