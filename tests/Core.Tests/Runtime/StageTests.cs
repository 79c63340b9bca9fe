using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class StageTests
{
    private const int Made = 1000;
    private static readonly Schema One = new([new("a", ColumnType.Int)]);

    [Fact]
    public async Task A_call_that_makes_much_waits_for_whoever_reads()
    {
        var written = new SemaphoreSlim(0);
        var burst = new Burst();
        var harness = new PipelineHarness
        {
            Sources = { ["rows"] = new ScriptedSource(One).Rows("p", [1L]).Finish("p") },
            Sinks = { ["out"] = new CollectingSink { BeforeWrite = () => written.WaitAsync() } },
        };
        harness.Registry.Transform<NoOptions>("burst", _ => burst);
        using var running = harness.Start("""
            pipeline: burst
            sources: { rows: { scripted: rows } }
            transforms: { many: { from: rows, burst: {} } }
            sinks: { out: { from: many, collect: out } }
            """);

        // Each batch that is written makes room for another: at no time is more than a part of all in between.
        for (var taken = 0; taken < Made; taken++)
        {
            written.Release();
            Assert.True(burst.Emitted - taken < Made / 2, $"{burst.Emitted} were made when {taken} had been taken");
        }

        Assert.True((await running.Completion.WaitAsync(TimeSpan.FromSeconds(30))).Succeeded);
        Assert.Equal(Enumerable.Range(0, Made).Select(i => (long)i), harness.Sinks["out"].Rows.Select(row => (long)row[0]!));
    }

    private sealed record NoOptions;

    /// <summary>Makes a thousand batches in its last call.</summary>
    private sealed class Burst : ITransform
    {
        private volatile int _emitted;

        public int Emitted => _emitted;

        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void OnBatch(Batch batch, Output output) => output.Account.Aggregated += batch.Rows;

        public void OnEnd(Output output)
        {
            for (var i = 0; i < Made; i++)
            {
                output.Account.Made++;
                output.Emit(new BatchBuilder(One).Row((long)i).Build());
                _emitted++;
            }
        }
    }
}
