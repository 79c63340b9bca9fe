using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Buffering;

/// <summary>Runs, one after the other, of a pipeline whose rows, numbered from 0, go to a slow system through a buffer and to a quick sink.</summary>
internal sealed class BufferedRun : IDisposable
{
    public const int Rows = 60;

    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("text", ColumnType.String)]);

    private readonly TempFolder _folder = new();

    public BufferedRun()
    {
        Harness = new PipelineHarness { Checkpoints = new MemoryCheckpoints(), DeadTable = new OutsideTable() };
        Harness.Registry.Sink<SlowOptions>("slow", _ => Slow.NewSink());
    }

    public PipelineHarness Harness { get; }

    public SlowSystem Slow { get; } = new();

    /// <summary>The sink's keys beside <c>from</c>.</summary>
    public string Sink { get; set; } = "slow: {}, buffer: disk";

    /// <summary>Transforms between the rows and the slow sink: the last is named some.</summary>
    public string Between { get; set; } = "some: { from: rows, filter: true }";

    /// <summary>Sinks beside the two.</summary>
    public string More { get; set; } = "";

    /// <summary>Rows that are read.</summary>
    public int Count { get; set; } = Rows;

    /// <summary>The buffer's folder.</summary>
    public string Folder => _folder["buffered/buffers/slow"];

    public string[] Segments => [.. Directory.GetFiles(Folder, "*.segment").Order(StringComparer.Ordinal)];

    public static IEnumerable<long> Numbers(int first, int end) => Enumerable.Range(first, end - first).Select(n => (long)n);

    public void Dispose() => _folder.Dispose();

    /// <summary>Starts it; its source waits after so many rows of its own.</summary>
    public RunningPipeline Start(params long[] holds)
    {
        var rows = Enumerable.Range(0, Count).Select(n => (object?[])[(long)n, $"row {n}"]).ToArray();
        Harness.Replayed["rows"] = new ReplayedSource(Schema, new Dictionary<string, object?[][]> { ["all"] = rows }) { Holds = holds };
        Harness.Sinks["quick"] = new CollectingSink();
        return Harness.Start($$"""
            pipeline: buffered
            checkpoint: { every: 1h, path: {{_folder.Path}} }
            sources: { rows: { replayed: rows } }
            transforms: { {{Between}} }
            sinks:
              slow: { from: some, {{Sink}} }
              quick: { from: rows, collect: quick }
              {{More}}
            runtime: { link_capacity: 1 }
            """);
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<RunResult> RunAsync()
    {
        using var running = Start();
        return await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Takes a checkpoint when so many rows were read, and goes on.</summary>
    public async Task CheckpointAsync(RunningPipeline running, long rows)
    {
        await Harness.Replayed["rows"].Held(rows);
        Assert.True(await running.CheckpointAsync());
        Harness.Replayed["rows"].Release(rows);
    }

    public static async Task KillAsync(RunningPipeline running)
    {
        running.Abort();
        await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public sealed record SlowOptions;
}
