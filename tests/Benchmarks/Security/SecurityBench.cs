using System.Diagnostics;
using System.Globalization;
using StreamGuard.Benchmarks;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks.Security;

/// <summary>
/// The shipped pipeline security-events with everything on: its history per user, rules, score, store and checkpoints in a
/// folder of the run's own. Only Kafka is left out on both sides: events arrive in memory, and an alert is handed over to a sink
/// that sends at once. So is every scored event, in the place of the console: alerts are few, and the tail of them fewer.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="file">Events as security-publish writes them.</param>
internal sealed class SecurityBench(string root, string file) : IDisposable
{
    private const double WarmUp = 5;

    /// <summary>Events a second of event time where they come as fast as they are taken.</summary>
    private const double Usual = 12_000;

    private readonly EventLines _lines = new(file);

    public void Dispose() => _lines.Dispose();

    /// <summary>From the arrival of an event to the hand-over of its alert, at so many events a second.</summary>
    public async Task<int> LatencyAsync(double rate, double seconds)
    {
        var source = new PacedSource(rate, WarmUp + seconds, _lines.Write, EventLines.Longest);
        var sink = new LatencySink(source, (long)(rate * WarmUp), (int)(rate * seconds / 20) + 100, EventOf);
        var every = new LatencySink(source, (long)(rate * WarmUp), (int)(rate * seconds) + 1, EventOf);
        var result = await RunAsync(source, sink, every);
        var (sorted, all) = (sink.Micros.Order().ToList(), every.Micros.Order().ToList());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"rate":{{rate}},"alerts":{{sorted.Count}},"p50_us":{{Latency.At(sorted, 0.5):F0}},"p99_us":{{Latency.At(sorted, 0.99):F0}},"max_us":{{sorted[^1]:F0}},"scored_p50_us":{{Latency.At(all, 0.5):F0}},"scored_p99_us":{{Latency.At(all, 0.99):F0}},"scored_p999_us":{{Latency.At(all, 0.999):F0}},"scored_max_us":{{all[^1]:F0}},"epochs":{{result.Final.Checkpoints.Committed}},"peak_mb":{{Machine.PeakMegabytes(Environment.ProcessId):F0}}}"""));
        return 0;
    }

    /// <summary>So many events as fast as they are taken.</summary>
    public async Task<int> SpeedAsync(long events)
    {
        var origin = DateTime.UtcNow;
        var source = new PacedSource(events, 1, (line, seq, _) => _lines.Write(line, seq, origin.AddSeconds(seq / Usual)), EventLines.Longest);
        var began = Stopwatch.GetTimestamp();
        await RunAsync(source, new CountingSink(), new CountingSink());
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"events":{{events}},"events_per_s":{{events / seconds:F0}},"peak_mb":{{Machine.PeakMegabytes(Environment.ProcessId):F0}}}"""));
        return 0;
    }

    private async Task<RunResult> RunAsync(PacedSource source, ISink alerts, ISink scored)
    {
        var work = Directory.CreateTempSubdirectory("streamguard-security-");
        try
        {
            Environment.CurrentDirectory = root;
            var plan = Plans.Load(Path.Combine(root, "pipelines", "security-events.yaml"), new() { ["STATE"] = Path.Combine(work.FullName, "state"), ["STORE"] = Path.Combine(work.FullName, "security.duckdb") }, set: [("sinks.screen.from", "scored")]);
            using var running = RunningPipeline.Start(plan, Plans.Registry, new RunSettings
            {
                ReplaceSource = _ => source,
                ReplaceSink = node => node.Name switch { "anomalies" => alerts, "screen" => scored, _ => null },
            });
            var result = await running.Completion;
            return result.Succeeded ? result : throw new InvalidOperationException(result.Failure?.ToString());
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static long EventOf(Batch batch, int row) => EventLines.SeqOf(((TextColumn)batch[batch.Schema.IndexOf("event_id")])[row]);
}
