using System.Globalization;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>What is known of each key as of each row: events a second of processor time with checkpoints on, and bytes a key.</summary>
internal static class HistoryBench
{
    public static async Task<int> RunAsync(long keys, bool isMemory)
    {
        var folder = Directory.CreateTempSubdirectory("streamguard-history-").FullName;
        try
        {
            var registry = Plans.Registry;
            registry.Source<UserEventsOptions>("user_events", options => new UserEvents(options));
            registry.Sink<NoOptions>("nowhere", _ => new Nowhere());
            var passes = isMemory ? 1 : keys < 1_000_000 ? 30 : 6;
            var plan = Plans.Load("history.yaml", new() { ["CHECKPOINTS"] = folder, ["KEYS"] = Text(keys), ["PASSES"] = Text(passes) }, isMemory ? "memory" : null);
            using var running = RunningPipeline.Start(plan, registry, new RunSettings());
            var result = await running.Completion;
            if (result.Failure is { } failure) throw new InvalidOperationException(failure.ToString());
            var (began, rows) = UserEvents.Measured;
            var seconds = (Environment.CpuUsage.TotalTime - began).TotalSeconds;
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - UserEvents.BytesBefore;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"keys":{{keys}},"events_per_s":{{rows / seconds:F0}},"bytes":{{bytes}}}"""));
            GC.KeepAlive(running);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
