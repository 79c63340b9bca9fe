using System.Threading.Channels;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime.Feeds;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Feeds;

public sealed class RowFeedTests : IDisposable
{
    private static readonly Schema Schema = new([new("rule", ColumnType.String), new("n", ColumnType.Int)]);

    private readonly TempFolder _folder = new();
    private readonly Problems _problems = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_come_to_the_sink_and_those_that_wait_are_brought_before_the_end()
    {
        await using var feed = Feed($"alerts: {{ file: {{ path: '{Out}' }} }}")!;

        feed.Add("before", 1L);
        feed.Start(TimeProvider.System, _ => { });
        feed.Add("after", null);

        Assert.Equal(0, await feed.StopAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["""{"rule":"before","n":1}""", """{"rule":"after","n":null}"""], File.ReadAllLines(Out));
    }

    [Fact]
    public async Task Whoever_has_a_row_does_not_wait_for_a_sink_that_does()
    {
        await using var feed = Feed($"alerts: {{ file: {{ path: '{Out}' }} }}")!;

        for (var n = 0L; n < 5000; n++) feed.Add("many", n);
        feed.Start(TimeProvider.System, _ => { });
        await feed.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((5000, 4000), (feed.Figures.Told, feed.Figures.Lost));
        var lines = File.ReadAllLines(Out);
        Assert.Equal(1000, lines.Length);
        Assert.Equal("""{"rule":"many","n":4999}""", lines[^1]);
    }

    [Fact]
    public async Task What_a_sink_that_failed_did_not_take_is_brought_when_it_can_be()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        var told = Channel.CreateUnbounded<string?>();
        // A file where the folder should be.
        File.WriteAllText(Path.Combine(_folder.Path, "folder"), "");
        await using var feed = Feed($"alerts: {{ file: {{ path: '{_folder.Path}/folder/out.jsonl' }} }}")!;
        feed.Start(clock, trouble => told.Writer.TryWrite(trouble));

        feed.Add("first", 1L);
        Assert.Contains("'alerts' failed", await told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        Assert.Contains("'alerts' failed", feed.Figures.Trouble, StringComparison.Ordinal);
        Assert.Equal(1, feed.Figures.Waiting);
        File.Delete(Path.Combine(_folder.Path, "folder"));
        var well = told.Reader.ReadAsync().AsTask();
        while (!well.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(well, Task.Delay(10));
        }

        Assert.Null(await well);
        Assert.Equal(0, await feed.StopAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["""{"rule":"first","n":1}"""], File.ReadAllLines(Path.Combine(_folder.Path, "folder", "out.jsonl")));
    }

    [Fact]
    public async Task A_sink_that_fails_does_not_keep_the_end_waiting()
    {
        await using var feed = Feed("alerts: { file: { path: '/proc/1/none/out.jsonl' } }")!;
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        feed.Add("lost", 1L);
        feed.Start(TimeProvider.System, _ => told.TrySetResult());
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1, await feed.StopAsync(TimeSpan.Zero));
    }

    [Theory]
    [InlineData("alerts: { fil: { path: x } }", "1:11: error SG102: There is no sink 'fil'.")]
    [InlineData("alerts: { file: {} }", "1:11: error SG201: alerts.path is missing.")]
    [InlineData("alerts: { from: rows, file: { path: x } }", "1:11: error SG101: 'from' is not an option of alerts.")]
    [InlineData("alerts: { file: { path: x }, buffer: disk }", "1:30: error SG101: 'buffer' is not an option of alerts.")]
    [InlineData("alerts: 5", "1:9: error SG202: alerts must be a map with the component's kind, got 5.")]
    public void Says_what_is_wrong_with_the_sink(string text, string expected)
    {
        Assert.Null(Feed(text));
        Assert.Contains(_problems.All, problem => problem.ToString().StartsWith($"host.yaml:{expected}", StringComparison.Ordinal));
    }

    private string Out => Path.Combine(_folder.Path, "out.jsonl");

    private RowFeed? Feed(string text)
    {
        var options = (Options)OptionsFile.Load<Options>(new LoadRequest("host.yaml") { ReadText = _ => text }, "a host file", _problems)!.Value;
        return RowFeed.Bind("host-alerts", Schema, options.Alerts!, Registry.WithBuiltIns(), _problems);
    }

    private sealed record Options
    {
        /// <summary>A sink.</summary>
        public SinkEntry? Alerts { get; init; }
    }
}
