using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class FollowedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _log;

    public FollowedFilesTests() => _log = _folder["app.log"];

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sends_lines_as_they_are_written_and_waits_for_a_line_to_end()
    {
        File.WriteAllText(_log, "one\ntw");
        var output = new FakeSourceOutput();
        var run = Follow("app.log").RunAsync(output, _stop.Token);
        await Until(() => output.AllLines.Count == 1 && output.CaughtUpCount > 0);

        File.AppendAllText(_log, "o\nthree\n");
        await Until(() => output.AllLines.Count == 3);

        Assert.Equal(["one", "two", "three"], output.AllLines);
        await Stop(run);
        Assert.Empty(output.Finished);
    }

    [Fact]
    public async Task Opens_all_files_found_before_it_reads_one()
    {
        for (var i = 0; i < 50; i++) File.WriteAllText(_folder[$"app-{i}.log"], "one\n");
        var openAtFirstLine = 0;
        var output = new FakeSourceOutput { Changed = now => Interlocked.CompareExchange(ref openAtFirstLine, now.Opened.Count, 0) };

        var run = Follow("app-*.log").RunAsync(output, _stop.Token);
        await Until(() => output.AllLines.Count == 50);

        Assert.Equal(50, openAtFirstLine);
        Assert.Equal(50, output.AllOpenAt[0]);
        await Stop(run);
    }

    [Fact]
    public async Task Finishes_a_file_that_was_renamed_and_goes_on_with_the_new_one()
    {
        File.WriteAllText(_log, "one\n");
        var output = new FakeSourceOutput();
        var run = Follow("app.log*").RunAsync(output, _stop.Token);
        await Until(() => output.AllLines.Count == 1);

        File.Move(_log, _folder["app.log.1"]);
        File.AppendAllText(_folder["app.log.1"], "two\nlast");
        File.WriteAllText(_log, "three\n");
        await Until(() => output.AllLines.Count == 4);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["one", "two", "last", "three"], output.AllLines);
        Assert.Equal([output.Opened[0]], output.Finished);
        Assert.Equal(2, output.Opened.Count);
        await Stop(run);
    }

    [Fact]
    public async Task Begins_anew_when_a_file_was_copied_and_emptied()
    {
        File.WriteAllText(_log, "a long first line\n");
        var output = new FakeSourceOutput();
        var run = Follow("app.log").RunAsync(output, _stop.Token);
        await Until(() => output.AllLines.Count == 1);

        File.WriteAllText(_log, "new\n");
        await Until(() => output.AllLines.Count == 2);

        Assert.Equal(["a long first line", "new"], output.AllLines);
        Assert.Equal($"{output.Opened[0]}.1", output.Opened[1]);
        await Stop(run);
    }

    [Fact]
    public async Task Finds_files_that_appear_later()
    {
        File.WriteAllText(_log, "one\n");
        var output = new FakeSourceOutput();
        var run = Follow("*.log").RunAsync(output, _stop.Token);
        await Until(() => output.AllLines.Count == 1);

        _folder.Write("b.log", "two\n");
        await Until(() => output.AllLines.Count == 2);

        await Stop(run);
    }

    [Fact]
    public async Task Resumes_in_a_file_that_was_renamed_while_nobody_looked()
    {
        File.WriteAllText(_log, "one\n");
        var first = new FakeSourceOutput();
        var source = Follow("app.log");
        var run = source.RunAsync(first, _stop.Token);
        await Until(() => first.AllLines.Count == 1);
        var state = new ArrayBufferWriter<byte>();
        source.Save(new StateWriter(state));
        await Stop(run);
        File.AppendAllText(_log, "two\n");
        File.Move(_log, _folder["app.log.1"]);
        File.WriteAllText(_log, "three\n");

        var output = new FakeSourceOutput { Saved = { [first.Opened[0]] = 4 } };
        var restored = Follow("app.log");
        restored.Restore(new StateReader(state.WrittenMemory));
        using var stop = new CancellationTokenSource();
        run = restored.RunAsync(output, stop.Token);
        await Until(() => output.AllLines.Count == 2);

        Assert.Equal(["two", "three"], output.AllLines);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Says_that_there_is_nothing_to_follow() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => Follow("*.log").RunAsync(new FakeSourceOutput(), _stop.Token));

    [Theory]
    [InlineData("app.log", FileOrder.InOrder)]
    [InlineData("app.log.gz", null)]
    public void Rejects_what_cannot_be_followed(string path, FileOrder? read)
    {
        var binder = new TestBinder();

        new FileSource(new FileSourceOptions { Path = [path], Read = read, Follow = true }).Bind(new SourceBinding(binder, true, 100));

        Assert.Equal(["SG603"], binder.Codes);
    }

    private FileSource Follow(string pattern)
    {
        var source = new FileSource(new FileSourceOptions { Path = [_folder[pattern]], Follow = true });
        source.Bind(new SourceBinding(new TestBinder { Clock = _clock }, hasDecoder: true, maxLine: 1 << 20));
        return source;
    }

    /// <summary>Lets time pass, in steps of a poll, until something is so.</summary>
    private async Task Until(Func<bool> condition)
    {
        for (var step = 0; !condition(); step++)
        {
            Assert.True(step < 5000, "waited in vain");
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1);
        }
    }

    private async Task Stop(Task run)
    {
        await _stop.CancelAsync();
        await run;
    }
}
