using System.Globalization;
using StreamGuard.Benchmarks;
using StreamGuard.Benchmarks.Iomt;
using StreamGuard.Benchmarks.Scoring;
using StreamGuard.Benchmarks.Security;

return args switch
{
    ["h", var file, .. var rest] => await WorkloadH.RunAsync(file, runs: 15, disorder: rest.FirstOrDefault() ?? "0s"),
    ["s", var file, .. var rest] => await WorkloadS.RunAsync(file, runs: (int)Number(rest.ElementAtOrDefault(1) ?? "7"), lanes: rest.FirstOrDefault() ?? "2"),
    ["latency", var rate, var seconds] => await Latency.RunAsync(Number(rate), Number(seconds)),
    ["kafka", var brokers, var file, .. var rest] => await new KafkaBench(brokers, file, (int)Number(rest.FirstOrDefault() ?? "4")).RunAsync(turns: (int)Number(rest.ElementAtOrDefault(1) ?? "5")),
    ["checkpoint", var kind, var keys] => await Checkpointing.RunAsync(kind, (long)Number(keys)),
    ["recover", var kind, var keys, var folder] => await Checkpointing.RecoverAsync(kind, (long)Number(keys), folder),
    ["reload", var keys] => await ReloadBench.RunAsync((long)Number(keys)),
    ["history", var keys, .. var rest] => await HistoryBench.RunAsync((long)Number(keys), isMemory: rest is ["memory"]),
    ["buffer", var file, .. var rest] => await BufferBench.RunAsync(file, turns: (int)Number(rest.FirstOrDefault() ?? "7")),
    ["metrics", var file, .. var rest] => await MetricsBench.RunAsync(file, turns: (int)Number(rest.FirstOrDefault() ?? "60")),
    ["score", var bundle, var file, var rows, .. var rest] => ScoringBench.Run(bundle, file, (int)Number(rows), (int)Number(rest.FirstOrDefault() ?? "7")),
    ["detectors", var rows] => await DetectorsBench.RunAsync((long)Number(rows)),
    ["iomt", var root, var brokers, var server, var kind, var amount, .. var rest] => await new IomtBench(root, brokers, server).RunAsync(kind, (int)Number(amount), (int)Number(rest.FirstOrDefault() ?? "30")),
    ["security", "latency", var root, var events, var rate, var seconds] => await SecurityAsync(root, events, bench => bench.LatencyAsync(Number(rate), Number(seconds))),
    ["security", "speed", var root, var events, var amount] => await SecurityAsync(root, events, bench => bench.SpeedAsync((long)Number(amount))),
    ["expressions"] => ExpressionBench.Run(),
    ["all", var root, var yardsticks, .. var options] => new Suite(root, yardsticks, [.. options.Where(option => !option.StartsWith('-'))], options.Contains("--quick")).Run(),
    _ => Usage(),
};

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static async Task<int> SecurityAsync(string root, string events, Func<SecurityBench, Task<int>> run)
{
    using var bench = new SecurityBench(root, events);
    return await run(bench);
}

static int Usage()
{
    Console.Error.WriteLine("usage: StreamGuard.Benchmarks h FILE.ndjson [DISORDER] | s FILE.ndjson [LANES [RUNS]] | latency RATE SECONDS | kafka BROKERS FILE.ndjson [PARTITIONS [TURNS]] | checkpoint (window|dedupe|over) KEYS | reload KEYS | history KEYS [memory] | buffer FILE.ndjson [TURNS] | metrics FILE.ndjson [TURNS] | score BUNDLE FEATURES.csv ROWS [TURNS] | detectors ROWS | iomt ROOT BROKERS SERVER (paced|swap|backlog) AMOUNT [SECONDS] | security latency ROOT EVENTS RATE SECONDS | security speed ROOT EVENTS AMOUNT | expressions | all ROOT YARDSTICKS [SECTION ...] [--quick]");
    return 2;
}
