using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Buffering;
using StreamGuard.Core.Runtime.Feeds;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Support;

/// <summary>Readings of a pipeline in which everything that can be measured is.</summary>
internal static class SampleReading
{
    private static readonly HistogramFigures Spans = new([.. Enumerable.Range(1, HistogramFigures.Bounds.Length + 1).Select(i => (long)i)], TimeSpan.FromSeconds(12.5));

    /// <summary>Runs a small pipeline to its end and adds what it has none of.</summary>
    public static async Task<Reading> TakeAsync(HostRig rig)
    {
        var pipeline = rig.Add("sample.yaml", Text(rig.Folder));
        await HostRig.Until(pipeline, HostedState.Finished);
        return Full("sample", pipeline.Snapshot()!);
    }

    /// <summary>Readings of the same pipeline in which all is well: it has run to its end.</summary>
    public static async Task<Func<Reading>> WellAsync(HostRig rig)
    {
        var pipeline = rig.Add("sample.yaml", Text(rig.Folder));
        await HostRig.Until(pipeline, HostedState.Finished);
        var memory = new SeriesMemory();
        return () => Reading.Of(rig.Host, memory);
    }

    /// <summary>Readings of a pipeline in which everything goes wrong, and worse with each.</summary>
    public static async Task<Func<Reading>> BadAsync(HostRig rig)
    {
        var full = (await TakeAsync(rig)).Pipelines[0];
        var (run, memory, times) = (full.Snapshot!, new SeriesMemory(), 0);
        return () =>
        {
            times++;
            var spans = new HistogramFigures([.. Enumerable.Range(1, HistogramFigures.Bounds.Length + 1).Select(i => i > 16 ? 100L * times : 0)], TimeSpan.FromSeconds(3000 * times));
            foreach (var component in run.Components)
            {
                component.Account.In += 100;
                component.Account.Late += 50;
                component.Account.Figures.Measure("shadow_psi", "drift").Value = 0.5;
            }

            return new Reading([new MeteredPipeline("sample", HostedState.Failed, 10 * times, run with
            {
                Components = [.. run.Components.Select(component => component with
                {
                    Lag = TimeSpan.FromHours(1),
                    Waiting = 1,
                    // A rate is over the whole of its range, of which a test fills little.
                    Busy = TimeSpan.FromSeconds(1000 * times),
                    Behind = 20_000 + (100 * times),
                    Dropped = 10 * times,
                    Latency = component.Latency is null ? null : spans,
                })],
                DeadLetters = new Dictionary<(string, string), long> { [("lines", "rubbish")] = 50 * times },
                Unbalanced = times,
                Buffers = new Dictionary<string, BufferFigures> { ["out"] = new(5, 9500, 10_000, TimeSpan.FromSeconds(3), IsFull: false) },
                Checkpoints = run.Checkpoints with { IsUnhealthy = true, Age = TimeSpan.FromHours(1), AllStoodStill = spans },
            }, memory)]) { Alerts = new FeedFigures(10 * times, 5, 2 * times, times, "a server") };
        };
    }

    /// <summary>A reading in which the figures of a run are filled up.</summary>
    public static Reading Full(string name, RunSnapshot snapshot) => new([new MeteredPipeline(name, HostedState.Running, 2, snapshot with
    {
        Total = 100,
        Done = 50,
        Components = [.. snapshot.Components.Select(Full)],
        Waits = new Dictionary<string, Waits> { ["lines"] = new("a server", IsWaiting: true, 3, TimeSpan.FromSeconds(9)) },
        Buffers = new Dictionary<string, BufferFigures> { ["out"] = new(5, 5000, 10_000, TimeSpan.FromSeconds(3), IsFull: false) },
        Checkpoints = snapshot.Checkpoints with { Committed = 7, Age = TimeSpan.FromSeconds(2), Bytes = 4096, AllTook = Spans, AllStoodStill = Spans },
    }, new SeriesMemory())]) { Alerts = new FeedFigures(9, 1, 1, 0, null) };

    private static ComponentSnapshot Full(ComponentSnapshot component)
    {
        var figures = component.Account.Figures;
        figures.Measure("version", "scored by version").Text = "2025-11-22";
        figures.Measure("shadow_version", "in the shadow scores version").Text = "2025-11-23";
        figures.Measure("shadow_psi", "drift").Value = 0.1;
        figures.Measure("shadow_agreement", "agreement").Value = 0.99;
        figures.Measure("us_per_row", "time").Value = 1.5;
        figures.Count("swaps", "versions").Value = 2;
        figures.Measure("fitted_rows", "rows").Value = 1000;
        return component with
        {
            Watermark = 1_700_000_000_000_000,
            Lag = TimeSpan.FromSeconds(1.5),
            HasQueue = true,
            Bytes = 1234,
            Behind = 17,
            StateBytes = 100,
            StateKeys = 3,
            Busy = TimeSpan.FromSeconds(0.25),
            Latency = component.Latency is null ? null : Spans,
        };
    }

    private static string Text(TempFolder folder) => $$"""
        pipeline: sample
        sources:
          lines: { file: { path: '{{folder.Write("in.jsonl", "{\"a\": 1}\n{\"a\": 2}\nrubbish\n")}}' }, decode: json, columns: { a: int } }
        transforms:
          big: { from: lines, filter: a > 1 }
        sinks:
          out: { from: big, file: { path: '{{folder["out.jsonl"]}}' } }
        """;
}
