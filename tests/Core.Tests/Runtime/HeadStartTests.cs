using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

/// <summary>Nobody would see it fail in the background.</summary>
public sealed class HeadStartTests
{
    private static readonly Schema Readings = new([new Field("sensor", ColumnType.String), new Field("value", ColumnType.Float)]);

    [Fact]
    public void What_it_reads_can_be_read() => HeadStart.ReadYaml();

    [Fact]
    public void What_it_compiles_can_be_compiled() => HeadStart.CompileKernel();

    [Fact]
    public void All_that_a_plan_computes_can_be_compiled_before_there_are_rows()
    {
        var harness = new PipelineHarness { Sources = { ["r"] = new ScriptedSource(Readings) }, Sinks = { ["s"] = new CollectingSink() } };

        HeadStart.CompileKernels(harness.Plan("""
            pipeline: p
            sources: { r: { scripted: r } }
            transforms:
              kept: { from: r, filter: value > 3 }
              told: { from: kept, compute: { same: sensor, half: value / 2, high: value > 4 } }
              known: { from: told, over: { key: [sensor], order: arrival, compute: { above: half - mean(half * 3), before: count() } } }
              all: { from: known, group: { key: [sensor], aggregate: { n: count(), spread: "coalesce(max(half) - min(half), 0)" } } }
            sinks: { s: { from: all, collect: s } }
            """));
    }
}
