using System.Diagnostics;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>Workload H through the engine as it ships: watermarks, accounts, metrics, validity and late rows on.</summary>
internal static class WorkloadH
{
    /// <summary>
    /// How long it runs before it counts: the compiler optimises the library in the background, on the processors that do
    /// the work. The yardstick is compiled ahead, and a stream runs for months.
    /// </summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Runs the file several times in this process and prints one JSON object, as the yardstick does.</summary>
    public static async Task<int> RunAsync(string file, int runs, string disorder)
    {
        var (seconds, processor) = (new List<double>(), new List<double>());
        WorkloadHSink? rows = null;
        long alerts = 0, readings = 0;
        var (start, warmUps) = (Stopwatch.GetTimestamp(), 0);
        for (var run = 0; run < warmUps + runs; run++)
        {
            if (Stopwatch.GetElapsedTime(start) < WarmUp) warmUps++;
            (rows, var alertSink) = (new WorkloadHSink(), new CountingSink());
            var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var result = await RunOnceAsync(file, disorder, rows, alertSink);
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalNanoseconds);
            if (!result.Succeeded) throw new InvalidOperationException(result.Failure?.ToString());
            (alerts, readings) = (alertSink.Rows, result.Final.Components[0].Account.In);
        }

        var later = seconds.Skip(warmUps).Order().ToList();
        var median = later[later.Count / 2];
        Console.WriteLine(
            $$"""{"rows":{{rows!.Rows}},"alerts":{{alerts}},"checksum":{{rows.Checksum:R}},"readings":{{readings}},"seconds":{{median:F4}},"readings_per_s":{{readings / median:F0}},"cpu_ns_per_row":{{processor.Skip(warmUps).Order().ElementAt(runs / 2) / readings:F1}},"bytes_per_row":{{rows.SteadyBytes / (double)readings:F2}}}""");
        return 0;
    }

    private static async Task<RunResult> RunOnceAsync(string file, string disorder, ISink rows, ISink alerts)
    {
        var plan = Plans.Load("workload-h.yaml", new() { ["WORKLOAD_H"] = file, ["DISORDER"] = disorder });
        using var running = RunningPipeline.Start(plan, Plans.Registry, new RunSettings
        {
            ReplaceSink = node => node.Name == "rows" ? rows : alerts,
        });
        return await running.Completion;
    }
}

/// <summary>Adds up what the yardstick adds up: four features over all rows.</summary>
internal sealed class WorkloadHSink : ISink
{
    private static readonly string[] Summed = ["pressure_mean", "pressure_variability", "hydraulic_ratio", "efficiency"];

    private long _first = -1;
    private long _last;

    public long Rows { get; private set; }

    public double Checksum { get; private set; }

    /// <summary>Bytes allocated by the whole process between the first rows written and the last.</summary>
    public long SteadyBytes => _last - _first;

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at once");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        _last = GC.GetTotalAllocatedBytes();
        if (_first < 0) _first = _last;
        Rows += batch.Rows;
        var columns = Summed.Select(name => (FixedColumn<double>)batch[name]).ToArray();
        for (var row = 0; row < batch.Rows; row++)
        {
            if (columns.Any(column => column.IsNull(row))) continue;
            foreach (var column in columns) Checksum += column.Values[row];
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}

/// <summary>Counts rows.</summary>
internal sealed class CountingSink : ISink
{
    public long Rows { get; private set; }

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at once");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        Rows += batch.Rows;
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}
