using System.Globalization;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Changing;

namespace StreamGuard.Benchmarks;

/// <summary>
/// A pipeline is changed again and again while rows come as fast as they are taken: how long no row comes, and that none is
/// lost or comes twice. Beside it what it takes to stop it with a checkpoint and to start it again.
/// </summary>
internal static class ReloadBench
{
    private const int Turns = 20;

    public static async Task<int> RunAsync(long keys)
    {
        var folder = Directory.CreateTempSubdirectory("streamguard-reload-").FullName;
        try
        {
            var log = new NumberLog();
            var registry = Plans.Registry;
            registry.Source<KeyedRowsOptions>("keyed_rows", options => new KeyedRows(options));
            registry.Transform<NoOptions>("number_probe", _ => new NumberProbe(log));
            registry.Sink<NoOptions>("nowhere", _ => new Nowhere());

            var running = RunningPipeline.Start(PlanOf(folder, keys, 0, 0), registry, new RunSettings());
            await RowsAsync(log, running, keys);
            var filters = await ChangeAsync(running, log, turn => PlanOf(folder, keys, turn, 0));
            var windows = await ChangeAsync(running, log, turn => PlanOf(folder, keys, Turns, turn));
            var restarts = new List<double>();
            for (var turn = 0; turn < Turns / 2; turn++)
            {
                log.Longest();
                running.Stop();
                await running.Completion;
                running.Dispose();
                running = RunningPipeline.Start(running.Plan, registry, new RunSettings());
                await RowsAsync(log, running, log.Rows + 1);
                restarts.Add(log.Longest());
            }

            running.Abort();
            await running.Completion;
            running.Dispose();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"keys":{{keys}},{{Figures("filter", filters)}},{{Figures("window", windows)}},{{Figures("restart", restarts)}},"rows":{{log.Rows}},"torn":{{log.Torn}}}"""));
            return log.Torn == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<double>> ChangeAsync(RunningPipeline running, NumberLog log, Func<int, Plan> next)
    {
        var stalls = new List<double>();
        for (var turn = 1; turn <= Turns; turn++)
        {
            var plan = next(turn);
            await RowsAsync(log, running, log.Rows + 100_000);
            log.Longest();
            var result = await running.ChangeAsync(plan);
            if (!result.IsMade || result.Epoch == 0) throw new InvalidOperationException(result.Refused?.ToString() ?? "nothing was changed");
            await RowsAsync(log, running, log.Rows + 100_000);
            stalls.Add(log.Longest());
        }

        return stalls;
    }

    /// <summary>Each turn another filter, or other late rows.</summary>
    private static Plan PlanOf(string folder, long keys, int filter, int late) => Plans.Load("reload.yaml", new()
    {
        ["CHECKPOINTS"] = folder,
        ["KEYS"] = keys.ToString(CultureInfo.InvariantCulture),
        ["ABOVE"] = filter % 2 == 0 ? "0.5" : "0.6",
        ["LATE"] = late % 2 == 0 ? "drop" : "dead_letter",
    });

    private static async Task RowsAsync(NumberLog log, RunningPipeline running, long rows)
    {
        while (log.Rows < rows)
        {
            if (running.Completion.IsCompleted) throw new InvalidOperationException((await running.Completion).Failure?.ToString() ?? "it ended");
            await Task.Delay(1);
        }
    }

    private static string Figures(string name, List<double> stalls)
    {
        var sorted = stalls.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"\"{name}_p50_ms\":{sorted[sorted.Count / 2]:F1},\"{name}_max_ms\":{sorted[^1]:F1}");
    }
}
