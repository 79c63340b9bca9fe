using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class FutureRowsTests : IDisposable
{
    private static readonly Schema Readings = new([new("n", ColumnType.Int), new("time", ColumnType.Timestamp)]) { EventTime = "time" };
    private static readonly DateTimeOffset Now = new(2025, 11, 8, 14, 30, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_as_far_ahead_as_it_may_be_is_believed()
    {
        var future = new FutureRows(Duration.FromSeconds(60), 1, new VirtualClock(Now));

        Assert.Null(future.Split(Batch(-1e9, 0, 60, null)));
        var (kept, refused, reason) = future.Split(Batch(60.000001, 60, null, 1e9))!.Value;

        Assert.Equal([1, 2], kept);
        Assert.Equal([0, 3], refused);
        Assert.Equal("from the future: its event time is more than 1m ahead of the clock, 2025-11-08T14:30:00.000Z", reason);
    }

    [Theory]
    [InlineData("file: { path: a.jsonl, follow: true }", "", "1d")]
    [InlineData("file: { path: a.jsonl, follow: true }", ", max_future: 5m", "5m")]
    [InlineData("file: { path: a.jsonl, follow: true }", ", speed: 2", null)]
    [InlineData("file: { path: a.jsonl }", "", null)]
    [InlineData("file: { path: a.jsonl }", ", max_future: 5m", "5m")]
    public void Only_live_sources_are_guarded_unless_they_say_so(string source, string option, string? expected)
    {
        var file = _folder.Write("p.yaml", $$"""
            pipeline: guarded
            sources: { lines: { {{source}}, decode: json, columns: { time: timestamp }, event_time: { column: time{{option}} } } }
            sinks: { screen: { from: lines, console: {} } }
            """);
        var problems = new Problems();

        var definition = PipelineLoader.Load(new LoadRequest(file), Registry.WithBuiltIns(), problems);

        Assert.Equal(expected, definition!.Sources.Single().MaxFuture?.ToString());
    }

    [Fact]
    public void Times_that_are_made_up_are_not_compared_with_the_clock()
    {
        var file = _folder.Write("p.yaml", """
            pipeline: simulated
            sources: { rig: { simulate: { model: hydraulic-rig }, event_time: { column: timestamp } } }
            sinks: { screen: { from: rig, console: {} } }
            """);

        Assert.Null(PipelineLoader.Load(new LoadRequest(file), Registry.WithBuiltIns(), new Problems())!.Sources.Single().MaxFuture);
    }

    private static Batch Batch(params double?[] seconds)
    {
        var builder = new BatchBuilder(Readings);
        for (var row = 0; row < seconds.Length; row++) builder.Row((long)row, seconds[row] is { } ahead ? Now.UtcDateTime.AddMicroseconds(ahead * 1e6) : null);
        return builder.Build();
    }
}
