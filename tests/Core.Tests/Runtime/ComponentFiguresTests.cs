using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class ComponentFiguresTests
{
    private const string Pipeline = """
        pipeline: figures
        sources: { rows: { scripted: rows } }
        transforms:
          slow: { from: rows, slow: {} }
          once: { from: slow, over: { key: [n], order: arrival, compute: { times: count() } } }
        sinks: { out: { from: once, collect: out } }
        """;

    private static readonly Schema One = new([new("n", ColumnType.Int)]);
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Those_fused_in_one_block_each_have_their_own_time()
    {
        var result = await RunAsync(new Slow(_clock, batch: 40));

        Assert.Equal(TimeSpan.FromMilliseconds(80), Of(result, "slow").Busy);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (Of(result, "rows").Busy, Of(result, "once").Busy));
        Assert.Equal((2, 2, 2), (Of(result, "rows").Batches, Of(result, "slow").Batches, Of(result, "out").Batches));
    }

    [Fact]
    public async Task Latency_is_from_the_arrival_at_the_source_and_counts_rows()
    {
        var result = await RunAsync(new Slow(_clock, batch: 40));

        var latency = Of(result, "out").Latency!;
        Assert.Equal(3, latency.Count);
        Assert.InRange(latency.Quantile(0)!.Value.TotalMilliseconds, 25, 50);
        Assert.Null(Of(result, "slow").Latency);
    }

    [Fact]
    public async Task Keys_are_counted_and_their_bytes_are_those_of_the_last_checkpoint()
    {
        var result = await RunAsync(new Slow(_clock, batch: 1));

        Assert.Equal((null, 3), (Of(result, "slow").StateKeys, Of(result, "once").StateKeys));
        Assert.True(Of(result, "once").StateBytes > Of(result, "slow").StateBytes, $"{Of(result, "once")}");
    }

    [Fact]
    public async Task How_long_the_stream_stood_still_is_told_of_each_checkpoint()
    {
        var result = await RunAsync(new Slow(_clock, batch: 1, save: 3));

        var checkpoints = result.Final.Checkpoints;
        Assert.Equal(checkpoints.Committed, checkpoints.AllStoodStill.Count);
        Assert.Equal(checkpoints.Committed, checkpoints.AllTook.Count);
        Assert.True(checkpoints.AllStoodStill.Sum >= TimeSpan.FromMilliseconds(3), $"{checkpoints.AllStoodStill.Sum}");
    }

    [Fact]
    public async Task Lanes_count_together_and_have_queues_of_their_own()
    {
        var result = await RunAsync(new Slow(_clock, batch: 40), file: Pipeline.Replace("transforms:", "runtime: { lanes: 2 }\ntransforms:", StringComparison.Ordinal));

        Assert.Equal((2, true, 3), (Of(result, "once").Instances, Of(result, "once").HasQueue, Of(result, "once").StateKeys));
        Assert.Equal((1, false), (Of(result, "slow").Instances, Of(result, "slow").HasQueue));
        // What came in is known beyond the lanes and where they meet again.
        Assert.Equal(3, Of(result, "out").Latency!.Count);
        Assert.True(Of(result, "out").Latency!.Quantile(0) >= TimeSpan.FromMilliseconds(25), "arrival was not kept");
    }

    [Fact]
    public async Task Where_inputs_meet_there_are_queues_and_arrivals_are_kept()
    {
        var result = await RunAsync(new Slow(_clock, batch: 40), file: Pipeline.Replace("from: once, collect", "from: [slow, rows], collect", StringComparison.Ordinal));

        Assert.Equal(6, Of(result, "out").Latency!.Count);
        Assert.True(Of(result, "out").HasQueue);
    }

    [Fact]
    public async Task Bytes_are_those_read_and_written()
    {
        using var folder = new TempFolder();
        var (input, output) = (folder["in.jsonl"], folder["out.jsonl"]);
        await File.WriteAllTextAsync(input, "{\"n\":1}\n{\"n\":22}\nrubbish\n");

        var result = await new PipelineHarness().RunAsync($$"""
            pipeline: copied
            sources: { rows: { file: { path: {{input}} }, decode: json, columns: { n: int } } }
            sinks: { out: { from: rows, file: { path: {{output}} } } }
            """);

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(new FileInfo(input).Length, Of(result, "rows").Bytes);
        Assert.Equal(new FileInfo(output).Length, Of(result, "out").Bytes);
    }

    [Fact]
    public async Task A_source_that_knows_says_how_far_it_is_behind()
    {
        var source = new ScriptedSource(One).Rows("p", [1L]).Then((output, _) =>
        {
            output.Behind(output.Open("p"), 17);
            output.Behind(output.Open("q"), 4);
            return Task.CompletedTask;
        });

        var result = await RunAsync(new Slow(_clock, batch: 0), source);

        Assert.Equal(21, Of(result, "rows").Behind);
    }

    private async Task<RunResult> RunAsync(Slow slow, ScriptedSource? source = null, string file = Pipeline)
    {
        // Nothing arrives at the very beginning of a clock: 0 stands for nobody knows.
        _clock.Advance(TimeSpan.FromSeconds(1));
        var handled = new SemaphoreSlim(0);
        var harness = new PipelineHarness
        {
            Clock = _clock,
            Checkpoints = new MemoryCheckpoints(),
            Sources = { ["rows"] = source ?? new ScriptedSource(One).Rows("p", [1L], [2L]).Then((_, stop) => handled.WaitAsync(stop)).Rows("p", [3L]) },
            Sinks =
            {
                ["out"] = new CollectingSink
                {
                    BeforeWrite = () =>
                    {
                        handled.Release();
                        return Task.CompletedTask;
                    },
                },
            },
        };
        harness.Registry.Transform<NoOptions>("slow", _ => slow);
        var result = await harness.RunAsync(file);
        Assert.True(result.Succeeded, result.Failure?.Message);
        return result;
    }

    private static ComponentSnapshot Of(RunResult result, string name) => result.Final.Components.Single(component => component.Node.Name == name);

    private sealed record NoOptions;

    /// <summary>Takes so many milliseconds for a batch, and to save.</summary>
    private sealed class Slow(VirtualClock clock, int batch, int save = 0) : ITransform
    {
        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void OnBatch(Batch rows, Output output)
        {
            clock.Advance(TimeSpan.FromMilliseconds(batch));
            output.Pass(rows);
        }

        public void Save(StateWriter state) => clock.Advance(TimeSpan.FromMilliseconds(save));
    }
}
