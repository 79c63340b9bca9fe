using System.Diagnostics;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>
/// From the arrival of a reading to the hand-over of its alert to a sink that sends at once: every twentieth reading
/// raises one. Barriers pass every 10 s; the first two seconds are warm-up.
/// </summary>
internal static class Latency
{
    private const double WarmUp = 2;

    public static async Task<int> RunAsync(double rate, double seconds)
    {
        var plan = Plans.Load("latency.yaml", []);
        var source = new PacedSource(rate, WarmUp + seconds);
        var sink = new LatencySink(source, (long)(rate * WarmUp), (int)(rate * seconds / 20) + 100);
        using var running = RunningPipeline.Start(plan, Plans.Registry, new RunSettings
        {
            ReplaceSource = _ => source,
            ReplaceSink = node => node.Name == "alerted" ? sink : new CountingSink(),
        });
        var result = await running.Completion;
        if (!result.Succeeded) throw new InvalidOperationException(result.Failure?.ToString());

        var sorted = sink.Micros.Order().ToList();
        Console.WriteLine(
            $$"""{"rate":{{rate}},"alerts":{{sorted.Count}},"p50_us":{{At(sorted, 0.5):F0}},"p99_us":{{At(sorted, 0.99):F0}},"p999_us":{{At(sorted, 0.999):F0}},"max_us":{{sorted[^1]:F0}},"epochs":{{result.Final.Checkpoints.Committed}}}""");
        return 0;
    }

    public static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];
}

/// <summary>Notes how old each alert's reading is when the alert is handed over.</summary>
/// <param name="source">Where readings arrive.</param>
/// <param name="firstSeq">Number of the first that counts.</param>
/// <param name="capacity">Alerts there may be.</param>
/// <param name="seqOf">Number of a row's reading; that of the column seq unless something else is given.</param>
internal sealed class LatencySink(PacedSource source, long firstSeq, int capacity, Func<Batch, int, long>? seqOf = null) : ISink
{
    public List<double> Micros { get; } = new(capacity);

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at once");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        var now = Stopwatch.GetTimestamp();
        for (var row = 0; row < batch.Rows; row++)
        {
            var seq = seqOf is null ? batch.Ints(batch.Schema.IndexOf("seq"))[row] : seqOf(batch, row);
            if (seq >= firstSeq) Micros.Add(source.Age(seq, now) * 1e6);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}
