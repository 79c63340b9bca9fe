using System.Diagnostics;
using System.Globalization;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>What a buffer on disk costs: a file of readings to a sink that forgets them, in turn with the same without a buffer.</summary>
internal static class BufferBench
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Prints rows a second, from the start of each run until all is delivered, as one JSON object.</summary>
    public static async Task<int> RunAsync(string file, int turns)
    {
        Plans.Registry.Sink<NoOptions>("nowhere", _ => new Nowhere());
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;) await RunOnceAsync(file, null);
        var (direct, buffered) = (new List<Cost>(), new List<Cost>());
        for (var turn = 0; turn < turns; turn++)
        {
            direct.Add(await RunOnceAsync(file, "direct"));
            buffered.Add(await RunOnceAsync(file, null));
        }

        var ratios = direct.Zip(buffered, (without, with) => with.RowsPerSecond / without.RowsPerSecond);
        var more = direct.Zip(buffered, (without, with) => with.NanosecondsARow - without.NanosecondsARow);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"direct_per_s":{{Median(direct.Select(run => run.RowsPerSecond)):F0}},"buffered_per_s":{{Median(buffered.Select(run => run.RowsPerSecond)):F0}},"ratio":{{Median(ratios):F3}},"cpu_ns_a_row":{{Median(more):F1}},"most_bytes_a_row":{{buffered[^1].BytesARow:F1}}}"""));
        return 0;
    }

    private static async Task<Cost> RunOnceAsync(string file, string? profile)
    {
        var folder = Directory.CreateTempSubdirectory("streamguard-buffer-").FullName;
        try
        {
            var plan = Plans.Load("buffer.yaml", new() { ["WORKLOAD_H"] = file, ["STATE"] = folder }, profile);
            var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            using var running = RunningPipeline.Start(plan, Plans.Registry, new RunSettings());
            var bytes = 0.0;
            while (!running.Completion.IsCompleted)
            {
                await Task.WhenAny(running.Completion, Task.Delay(20));
                if (running.Snapshot() is { Components: [_, { Account.In: > 0 } sink] } now && now.Buffers.TryGetValue("rows", out var buffer)) bytes = Math.Max(bytes, (double)buffer.Bytes / sink.Account.In);
            }

            var result = await running.Completion;
            if (!result.Succeeded) throw new InvalidOperationException(result.Failure?.ToString());
            var rows = result.Final.Components[0].Account.In;
            return new Cost(rows / Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalNanoseconds / rows, bytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(IEnumerable<double> all) => all.Order().ElementAt(all.Count() / 2);

    /// <param name="RowsPerSecond">From the start until all is delivered.</param>
    /// <param name="NanosecondsARow">Of processors, whatever they did it for.</param>
    /// <param name="BytesARow">The most that a row took on disk, as far as was seen.</param>
    private sealed record Cost(double RowsPerSecond, double NanosecondsARow, double BytesARow);
}
