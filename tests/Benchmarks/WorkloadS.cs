using System.Diagnostics;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>Workload S through the engine as it ships: the 31 features of every user.</summary>
internal static class WorkloadS
{
    // As for workload H: the compiler is at work on the same processors for some seconds.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Runs the file several times in this process and prints one JSON object, as the yardstick does.</summary>
    public static async Task<int> RunAsync(string file, int runs, string lanes)
    {
        var (seconds, processor) = (new List<double>(), new List<double>());
        WorkloadSSink? rows = null;
        long events = 0;
        var (start, warmUps) = (Stopwatch.GetTimestamp(), 0);
        for (var run = 0; run < warmUps + runs; run++)
        {
            if (Stopwatch.GetElapsedTime(start) < WarmUp && warmUps < 20) warmUps++;
            rows = new WorkloadSSink();
            var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            events = await RunOnceAsync(file, lanes, rows);
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalNanoseconds);
        }

        var later = seconds.Skip(warmUps).Order().ToList();
        var median = later[later.Count / 2];
        Console.WriteLine(
            $$"""{"users":{{rows!.Rows}},"events":{{events}},"checksum":{{rows.Checksum:R}},"first_s":{{seconds[0]:F3}},"seconds":{{median:F4}},"events_per_s":{{events / median:F0}},"cpu_ns_per_row":{{processor.Skip(warmUps).Order().ElementAt(runs / 2) / events:F0}},"peak_mb":{{Process.GetCurrentProcess().PeakWorkingSet64 >> 20}}}""");
        return 0;
    }

    private static async Task<long> RunOnceAsync(string file, string lanes, ISink rows)
    {
        var plan = Plans.Load("workload-s.yaml", new() { ["WORKLOAD_S"] = file, ["LANES"] = lanes });
        using var running = RunningPipeline.Start(plan, Plans.Registry, new RunSettings { ReplaceSink = _ => rows });
        var result = await running.Completion;
        if (!result.Succeeded) throw new InvalidOperationException(result.Failure?.ToString());
        return result.Final.Components[0].Account.In;
    }
}

/// <summary>Adds up what the yardstick adds up: every number of all rows.</summary>
internal sealed class WorkloadSSink : ISink
{
    public long Rows { get; private set; }

    public double Checksum { get; private set; }

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at once");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        Rows += batch.Rows;
        foreach (var column in batch.Columns)
        {
            if (column is FixedColumn<double> floats)
                foreach (var value in floats.Values) Checksum += value;
            else if (column is FixedColumn<long> { Type.Kind: Kind.Int } ints)
                foreach (var value in ints.Values) Checksum += value;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}
