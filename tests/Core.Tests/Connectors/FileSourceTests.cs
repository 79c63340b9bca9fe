using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class FileSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reads_the_lines_of_a_file_and_ends()
    {
        var file = _folder.Write("a.jsonl", "one\ntwo\nthree\n");

        var output = await Read(file);

        Assert.Equal(["one", "two", "three"], output.Lines[file]);
        Assert.Equal([file], output.Finished);
        Assert.Equal(14, output.Expected);
    }

    [Theory]
    [InlineData("one\ntwo", new[] { "one", "two" })]
    [InlineData("one\r\ntwo\r\n", new[] { "one", "two" })]
    [InlineData("\uFEFFone\n", new[] { "one" })]
    [InlineData("\uFEFF", new string[0])]
    [InlineData("x", new[] { "x" })]
    [InlineData("", new string[0])]
    public async Task Reads_files_of_every_ending(string text, string[] lines)
    {
        var file = _folder.Write("a.txt", text);

        var output = await Read(file);

        Assert.Equal(lines, output.Lines[file]);
        Assert.Equal([file], output.Finished);
    }

    [Fact]
    public async Task Reads_files_of_a_pattern_by_name_one_after_the_other()
    {
        _folder.Write("b.jsonl", "3\n");
        _folder.Write("a.jsonl", "1\n2");
        _folder.Write("other.csv", "no\n");

        var output = await Read(_folder["*.jsonl"]);

        Assert.Equal([_folder["a.jsonl"], _folder["b.jsonl"]], output.Finished);
        Assert.Equal(["1", "2", "3"], output.AllLines);
    }

    [Fact]
    public async Task Resumes_behind_the_last_row_of_a_checkpoint()
    {
        var lines = Enumerable.Range(0, 100_000).Select(i => $"line {i}").ToList();
        var file = _folder.Write("a.jsonl", string.Concat(lines.Select(line => $"{line}\n")));
        var read = lines.Take(70_000).Sum(line => line.Length + 1);
        var output = new FakeSourceOutput { Saved = { [file] = read } };

        await Source(file).RunAsync(output, default);

        Assert.Equal(lines.Skip(70_000), output.Lines[file]);
        Assert.Equal(read, output.Chunks[0].Position);
    }

    [Fact]
    public async Task Rejects_a_record_above_max_line_and_goes_on_behind_it()
    {
        var file = _folder.Write("a.jsonl", $"before\n{new string('x', 3_000_000)}\nafter\n");

        var output = await Read(file, maxLine: 1_000_000);

        Assert.Equal(["before", "after"], output.Lines[file]);
        var rejected = Assert.Single(output.Rejected);
        Assert.Equal(3_000_000, rejected.Length);
        Assert.Equal(64 * 1024, rejected.Bytes.Length);
        Assert.Equal(7, rejected.Position);
        Assert.Equal(3_000_008, rejected.Next);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    public async Task Counts_a_records_bytes_without_its_end(int bytes, int rejected)
    {
        var file = _folder.Write("a.jsonl", $"{new string('x', bytes)}\n{new string('y', bytes)}\nz");

        var output = await Read(file, maxLine: 100);

        Assert.Equal(2 * rejected, output.Rejected.Count);
        Assert.Equal(3 - 2 * rejected, output.Lines[file].Count);
    }

    [Fact]
    public async Task Reads_a_line_of_20_MB_when_it_may_be_so_long()
    {
        var file = _folder.Write("a.jsonl", $"{new string('x', 20_000_000)}\nshort\n");

        var output = await Read(file, maxLine: 30_000_000);

        Assert.Equal([20_000_000, 5], output.Lines[file].Select(line => line.Length));
    }

    [Fact]
    public async Task Fails_when_a_file_is_cut_while_it_is_read()
    {
        var file = _folder.Write("a.jsonl", new string('x', 99) + "\n" + new string('\n', 1_000_000));
        var output = new FakeSourceOutput { Changed = _ => File.WriteAllText(file, "short\n") };

        var e = await Assert.ThrowsAsync<IOException>(() => Source(file).RunAsync(output, default));

        Assert.Equal($"'{file}' was cut to 6 bytes while it was read; it had 1000100", e.Message);
        Assert.Empty(output.Finished);
    }

    [Fact]
    public async Task Says_how_to_read_a_pipe()
    {
        if (OperatingSystem.IsWindows()) return;
        var pipe = _folder["pipe.jsonl"];
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe])) await made.WaitForExitAsync();
        // Neither end of a pipe opens without the other.
        var writer = Task.Run(() => File.Open(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose());

        var e = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => InputFile.Open(pipe, 0)));

        Assert.StartsWith($"'{pipe}' is a pipe, not a file: read it with the source stdin", e.Message, StringComparison.Ordinal);
        await writer;
    }

    [Fact]
    public async Task Fails_when_a_file_is_shorter_than_its_checkpoint_says()
    {
        var file = _folder.Write("a.jsonl", "one\n");
        var output = new FakeSourceOutput { Saved = { [file] = 8 } };

        var e = await Assert.ThrowsAsync<IOException>(() => Source(file).RunAsync(output, default));

        Assert.Contains("not the same file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_read_together_are_open_at_once_and_wait_for_each_other()
    {
        var (slow, fast) = (_folder.Write("slow.txt", "1\n"), _folder.Write("fast.txt", "2\n"));
        var ahead = new TaskCompletionSource();
        var output = new FakeSourceOutput
        {
            OnWaitForOthers = (partition, _) => partition.Name == slow ? new ValueTask(ahead.Task) : ValueTask.CompletedTask,
            Changed = output => { if (output.Lines[fast].Count == 1) ahead.TrySetResult(); },
        };

        await Source(_folder["*.txt"], order: FileOrder.Together).RunAsync(output, default);

        Assert.Equal([fast, slow], output.Opened);
        Assert.Equal([2], output.AllOpenAt);
        Assert.Equal([fast, slow], output.Chunks.Select(chunk => chunk.Partition));
    }

    [Fact]
    public async Task A_file_that_fails_ends_those_read_together_with_it()
    {
        _folder.Write("good.txt", "1\n");
        _folder.Write("bad.txt.gz", "no gzip");
        var output = new FakeSourceOutput { OnWaitForOthers = (partition, stop) => new ValueTask(Task.Delay(partition.Name.EndsWith("gz") ? 0 : -1, stop)) };

        await Assert.ThrowsAsync<IOException>(() =>
            Source(_folder["*"], order: FileOrder.Together).RunAsync(output, default).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Stops_when_told_without_finishing()
    {
        var file = _folder.Write("a.txt", new string('\n', 1_000_000));
        using var stop = new CancellationTokenSource();
        var output = new FakeSourceOutput { Changed = _ => stop.Cancel() };

        await Source(file).RunAsync(output, stop.Token);

        Assert.Single(output.Chunks);
        Assert.Empty(output.Finished);
    }

    [Fact]
    public async Task Names_a_file_that_does_not_exist()
    {
        var e = await Assert.ThrowsAsync<FileNotFoundException>(() => Read(_folder["none.jsonl"]));

        Assert.Contains(_folder["none.jsonl"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_a_pattern_that_nothing_matches()
    {
        var e = await Assert.ThrowsAsync<FileNotFoundException>(() => Read(_folder["*.jsonl"]));

        Assert.Equal($"no file matches '{_folder["*.jsonl"]}'", e.Message);
    }

    private static async Task<FakeSourceOutput> Read(string path, long maxLine = 16 << 20)
    {
        var output = new FakeSourceOutput();
        await Source(path, maxLine).RunAsync(output, default);
        return output;
    }

    private static FileSource Source(string path, long maxLine = 16 << 20, FileOrder order = FileOrder.InOrder)
    {
        var source = new FileSource(new FileSourceOptions { Path = [path], Read = order });
        source.Bind(new SourceBinding(new TestBinder(), hasDecoder: true, maxLine));
        return source;
    }
}
